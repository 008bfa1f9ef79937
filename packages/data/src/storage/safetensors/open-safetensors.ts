import { type FileHandle, open } from 'node:fs/promises';
import { type HostTensor, TomoniError } from '@tomoni/spec';
import { withStorageErrors } from '../durable/storage-error.js';
import { readFully } from '../durable/transfer.js';
import { isLittleEndian } from './byte-order.js';
import { allocate, bytesPerElement, type ElementType, isStoredAsRead, readElements } from './element-type.js';
import { type Header, parseHeader, parsePrefix, prefixLength, type TensorEntry } from './header.js';

/** What is known of a tensor in a file before it is read. */
export interface SafetensorsInfo {
  /** Type of the numbers in the file. */
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Byte of the file at which the tensor begins. */
  readonly begin: number;
  /** Bytes that the tensor takes in the file. */
  readonly bytes: number;
}

/** An open safetensors file whose header has been read and checked; its tensors are read one by one. */
export interface SafetensorsFile {
  /** Names of the tensors, in the order of their bytes. */
  readonly names: readonly string[];
  /** Strings that the writer left in the header. */
  readonly metadata: Readonly<Record<string, string>>;
  /**
   * Type and shape of a tensor.
   *
   * @throws TomoniError `not-found` where the file has no tensor of that name
   */
  info(name: string): SafetensorsInfo;
  /**
   * Reads a tensor; F16, BF16 and F64 become float32, all integers and BOOL int32.
   *
   * @throws TomoniError `not-found` where the file has no tensor of that name, `invalid-data` where a number does
   *   not fit, `exhausted` where there is no memory for it
   */
  read(name: string): Promise<HostTensor>;
  /** Closes the file. */
  close(): Promise<void>;
}

/**
 * Opens a safetensors file of any size and checks its header; nothing but the header is read yet.
 *
 * @throws TomoniError `not-found` where there is no such file, `damaged-file` where the header contradicts itself
 *   or the size of the file
 *
 * @example
 * ```ts
 * import { openSafetensors } from '@tomoni/data';
 *
 * const file = await openSafetensors('model.safetensors');
 * for (const name of file.names) console.log(name, file.info(name).shape);
 * const weight = await file.read('classifier.weight');
 * console.log(weight.data.length);
 * await file.close();
 * ```
 */
export async function openSafetensors(path: string): Promise<SafetensorsFile> {
  return withStorageErrors(path, 'read', async () => {
    const handle = await open(path, 'r');
    try {
      return await FileOfTensors.open(path, handle);
    } catch (error) {
      await handle.close();
      throw error;
    }
  });
}

/** Bytes that are converted at a time: a multiple of every element's size. */
const conversionLength = 2 ** 23;

class FileOfTensors implements SafetensorsFile {
  readonly names: readonly string[];
  readonly metadata: Readonly<Record<string, string>>;
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #header: Header;
  readonly #dataStart: number;

  private constructor(path: string, handle: FileHandle, header: Header, dataStart: number) {
    this.#path = path;
    this.#handle = handle;
    this.#header = header;
    this.#dataStart = dataStart;
    this.names = [...header.tensors.keys()];
    this.metadata = header.metadata;
  }

  static async open(path: string, handle: FileHandle): Promise<FileOfTensors> {
    const { size } = await handle.stat();
    const prefix = new Uint8Array(Math.min(prefixLength, size));
    await readFully(handle, prefix, 0);
    const bytes = new Uint8Array(parsePrefix(prefix, size, path));
    await readFully(handle, bytes, prefixLength);
    const dataStart = prefixLength + bytes.length;
    return new FileOfTensors(path, handle, parseHeader(bytes, size - dataStart, path), dataStart);
  }

  info(name: string): SafetensorsInfo {
    const { dtype, shape, begin, end } = this.#entry(name);
    return { dtype, shape, begin: this.#dataStart + begin, bytes: end - begin };
  }

  async read(name: string): Promise<HostTensor> {
    const entry = this.#entry(name);
    return withStorageErrors(this.#path, 'read', async () => {
      const data = allocate(entry.dtype, entry.length);
      if (isStoredAsRead(entry.dtype) && isLittleEndian) {
        await this.#fill(new Uint8Array(data.buffer), entry.begin);
        return { shape: entry.shape, data };
      }
      const bytes = new Uint8Array(Math.min(conversionLength, entry.end - entry.begin));
      for (let begin = entry.begin; begin < entry.end; begin += bytes.length) {
        const part = bytes.subarray(0, entry.end - begin);
        await this.#fill(part, begin);
        const index = (begin - entry.begin) / bytesPerElement(entry.dtype);
        readElements(entry.dtype, part, data, index, () => `the tensor '${name}' in ${this.#path}`);
      }
      return { shape: entry.shape, data };
    });
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  async #fill(bytes: Uint8Array, begin: number): Promise<void> {
    if ((await readFully(this.#handle, bytes, this.#dataStart + begin)) < bytes.length)
      throw new TomoniError({
        code: 'damaged-file',
        what: 'The file became shorter while it was read.',
        where: { file: this.#path },
        remedy: 'Fetch or save the file again.',
      });
  }

  #entry(name: string): TensorEntry {
    const entry = this.#header.tensors.get(name);
    if (entry === undefined)
      throw new TomoniError({
        code: 'not-found',
        what: `The file has no tensor '${name}' among its ${this.names.length}.`,
        where: { file: this.#path },
        remedy: `Give one of its names, such as '${this.names[0] ?? ''}'.`,
      });
    return entry;
  }
}
