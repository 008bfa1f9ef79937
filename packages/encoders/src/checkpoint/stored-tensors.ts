import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { endianness } from 'node:os';
import type { SafetensorsFile } from '@tomoni/data';
import { TomoniError } from '@tomoni/spec';
import type { Reread } from '../weights/shared-weights.js';

/** Closes files that nobody can read any more. */
const abandoned = new FinalizationRegistry<number>(closeSync);

/**
 * The tensors of a safetensors file, to be read once more: the file stays open, so that they remain what they were when
 * another file takes its place.
 */
export class StoredTensors {
  readonly #path: string;
  readonly #descriptor: number;
  readonly #modified: number;
  readonly #file: SafetensorsFile;

  constructor(path: string, file: SafetensorsFile) {
    this.#path = path;
    this.#file = file;
    this.#descriptor = openSync(path, 'r');
    abandoned.register(this, this.#descriptor);
    this.#modified = fstatSync(this.#descriptor).mtimeMs;
  }

  /** How a tensor is read; `undefined` where the file holds other numbers than those that are used. */
  reread(name: string): Reread | undefined {
    const { dtype, shape, begin, bytes } = this.#file.info(name);
    if (dtype !== 'F32' || endianness() !== 'LE') return undefined;
    return () => ({ shape, data: new Float32Array(this.#read(begin, bytes)) });
  }

  #read(begin: number, length: number): ArrayBuffer {
    const bytes = new Uint8Array(length);
    if (fstatSync(this.#descriptor).mtimeMs !== this.#modified) throw this.#changed();
    for (let done = 0; done < length; ) {
      const count = readSync(this.#descriptor, bytes, done, length - done, begin + done);
      if (count === 0) throw this.#changed();
      done += count;
    }
    return bytes.buffer;
  }

  #changed(): TomoniError {
    return new TomoniError({
      code: 'damaged-file',
      what: 'The file was written over after an encoder was loaded from it, and the encoder has to read it again.',
      where: { file: this.#path },
      remedy: 'Load the encoder again, and save models into folders of their own.',
    });
  }
}
