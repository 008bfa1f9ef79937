import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { withStorageErrors } from './storage-error.js';
import { synchroniseFolder } from './synchronise.js';
import { writeFully } from './transfer.js';

/**
 * Writes a file whole or not at all: into a sibling, to the disk, then under its name. What stood there before
 * is replaced in one step, and stays if anything fails.
 *
 * @throws TomoniError `exhausted` where the disk is full, `not-found` where there is no such folder
 *
 * @example
 * ```ts
 * import { writeFileDurably } from '@tomoni/data';
 *
 * await writeFileDurably('study.json', JSON.stringify({ metric: 'rmse', correction: 'holm' }));
 * ```
 */
export async function writeFileDurably(path: string, data: string | Uint8Array): Promise<void> {
  const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data;
  await replaceFile(path, (handle) => writeFully(handle, bytes));
}

let serial = 0;

/** A path beside a file that nobody else in this process uses. */
export function siblingOf(path: string): string {
  return join(dirname(resolve(path)), `.${basename(path)}.${process.pid}-${serial++}.tmp`);
}

/** Has a file written by `write`, whole or not at all. */
export async function replaceFile(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  await withStorageErrors(path, 'written', async () => {
    const temporary = siblingOf(path);
    try {
      const handle = await open(temporary, 'wx');
      try {
        await write(handle);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(temporary, path);
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
    await synchroniseFolder(dirname(resolve(path)));
  });
}
