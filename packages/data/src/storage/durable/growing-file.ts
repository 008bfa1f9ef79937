import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { isMissing, withStorageErrors } from './storage-error.js';
import { synchroniseFolder } from './synchronise.js';
import { readFully, writeFully } from './transfer.js';

/** A file of lines that only grows, held open by the one process that writes it. */
export interface GrowingFile {
  readonly path: string;
  /** Its length in bytes. */
  readonly end: number;
  /** Cuts off what follows the last line's end, as a writer that was killed leaves it. Gives what was cut, mostly nothing. */
  cutUnfinishedLine(): Promise<Uint8Array>;
  /**
   * Adds bytes and waits until they are on the disk; where that fails the file is as it was. Gives where they begin.
   *
   * @throws TomoniError `exhausted` where the disk is full
   */
  append(bytes: Uint8Array): Promise<number>;
  close(): Promise<void>;
}

/**
 * Opens a file of lines to add to it, and makes it where it is not there.
 *
 * @throws TomoniError `not-found` where its folder is not there, `unavailable` where it may not be written
 *
 * @example
 * ```ts
 * import { openGrowingFile } from '@tomoni/data';
 *
 * const file = await openGrowingFile('notes.txt');
 * await file.cutUnfinishedLine();
 * await file.append(new TextEncoder().encode('one more line\n'));
 * await file.close();
 * ```
 */
export async function openGrowingFile(path: string): Promise<GrowingFile> {
  return withStorageErrors(path, 'written', async () => {
    const handle = await openOrMake(path);
    const { size } = await handle.stat();
    return new HeldFile(path, handle, size);
  });
}

async function openOrMake(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+');
  } catch (error) {
    if (!isMissing(error)) throw error;
    const handle = await open(path, 'wx+');
    await synchroniseFolder(dirname(resolve(path)));
    return handle;
  }
}

const newline = 0x0a;

class HeldFile implements GrowingFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #end: number;

  constructor(path: string, handle: FileHandle, end: number) {
    this.path = path;
    this.#handle = handle;
    this.#end = end;
  }

  get end(): number {
    return this.#end;
  }

  async cutUnfinishedLine(): Promise<Uint8Array> {
    return withStorageErrors(this.path, 'written', async () => {
      const keep = await this.#lastLineEnd();
      const cut = new Uint8Array(this.#end - keep);
      if (cut.length > 0) {
        await readFully(this.#handle, cut, keep);
        await this.#handle.truncate(keep);
      }
      this.#end = keep;
      return cut;
    });
  }

  async append(bytes: Uint8Array): Promise<number> {
    return withStorageErrors(this.path, 'written', async () => {
      const start = this.#end;
      try {
        await writeFully(this.#handle, bytes, start);
        await this.#handle.datasync();
      } catch (error) {
        await this.#handle.truncate(start).catch(() => undefined); // what may stay is cut off when the file is next opened
        throw error;
      }
      this.#end = start + bytes.length;
      return start;
    });
  }

  close(): Promise<void> {
    return this.#handle.close();
  }

  /** The place after the last newline, found from the end. */
  async #lastLineEnd(): Promise<number> {
    const block = new Uint8Array(2 ** 16);
    let end = this.#end;
    while (end > 0) {
      const start = Math.max(0, end - block.length);
      const part = block.subarray(0, end - start);
      await readFully(this.#handle, part, start);
      const last = part.lastIndexOf(newline);
      if (last >= 0) return start + last + 1;
      end = start;
    }
    return 0;
  }
}
