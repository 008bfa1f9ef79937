import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { withStorageErrors } from '@tomoni/data';

const newline = 0x0a;

/** A file of lines that only grows. One process writes it at a time. */
export class GrowingFile {
  readonly path: string;
  readonly #handle: FileHandle;
  #end: number;

  private constructor(path: string, handle: FileHandle, end: number) {
    this.path = path;
    this.#handle = handle;
    this.#end = end;
  }

  /** Opens the file, and makes it where it is not there. */
  static async open(path: string): Promise<GrowingFile> {
    return withStorageErrors(path, 'written', async () => {
      const handle = await open(path, 'a+');
      const { size } = await handle.stat();
      if (size === 0) await synchroniseFolder(dirname(path));
      return new GrowingFile(path, handle, size);
    });
  }

  /** Its length in bytes. */
  get end(): number {
    return this.#end;
  }

  /** Cuts off what follows the last line's end. Gives the number of bytes cut. */
  async cutUnfinishedLine(): Promise<number> {
    return withStorageErrors(this.path, 'written', async () => {
      const block = Buffer.alloc(2 ** 16);
      let keep = this.#end;
      while (keep > 0) {
        const from = Math.max(0, keep - block.length);
        const { bytesRead } = await this.#handle.read(block, 0, keep - from, from);
        const last = block.subarray(0, bytesRead).lastIndexOf(newline);
        keep = last < 0 ? from : from + last + 1;
        if (last >= 0) break;
      }
      const cut = this.#end - keep;
      if (cut > 0) await this.#handle.truncate(keep);
      this.#end = keep;
      return cut;
    });
  }

  /** Adds bytes and waits until they are on the disk; where that fails the file is as it was. Gives where they begin. */
  async append(bytes: Uint8Array): Promise<number> {
    return withStorageErrors(this.path, 'written', async () => {
      const start = this.#end;
      try {
        for (let done = 0; done < bytes.length; )
          done += (await this.#handle.write(bytes, done, bytes.length - done)).bytesWritten;
        await this.#handle.datasync();
      } catch (error) {
        await this.#handle.truncate(start).catch(() => undefined); // what may stay is cut off when the file is next opened
        throw error;
      }
      this.#end = start + bytes.length;
      return start;
    });
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** Waits until the names in a folder are on the disk. Windows offers no such call and needs none. */
async function synchroniseFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
