import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { TomoniError } from '@tomoni/spec';
import { checksumFile, hasChecksums, writeChecksums } from './checksums.js';
import { stagedPath } from './folder-stages.js';
import { foldersBeingWritten, recover } from './recover-folder.js';
import { replaceFolder } from './replace-folder.js';
import { isMissing, withStorageErrors } from './storage-error.js';
import { synchroniseFolder, synchroniseTree } from './synchronise.js';

/**
 * Writes a folder whole or not at all, with its checksums: `write` fills a temporary sibling, which goes to the
 * disk and then under its name. Whenever the process is killed, {@link recoverFolder} finds the folder before or
 * the new one; if `write` fails or the disk is full, the folder before stays. One process writes a folder at a time.
 *
 * Only a folder that is empty or was written by this function is replaced.
 *
 * @throws TomoniError `exhausted` where the disk is full, `invalid-argument` where something else stands under
 *   the name or the folder is being written already; and what `write` throws
 *
 * @example
 * ```ts
 * import { writeFile } from 'node:fs/promises';
 * import { join } from 'node:path';
 * import { writeFolder, writeSafetensors } from '@tomoni/data';
 *
 * await writeFolder('out/interest', async (folder) => {
 *   await writeFile(join(folder, 'config.json'), JSON.stringify({ hidden_size: 128 }));
 *   await writeSafetensors(join(folder, 'model.safetensors'), new Map());
 * });
 * ```
 */
export async function writeFolder(path: string, write: (temporary: string) => Promise<void>): Promise<void> {
  const folder = resolve(path);
  if (foldersBeingWritten.has(folder)) throw refusal(path, 'The folder is being written already.');
  foldersBeingWritten.add(folder);
  try {
    await withStorageErrors(path, 'written', async () => {
      await makeFolder(dirname(folder));
      await recover(folder, false);
      await refuseForeign(path);
      const written = await fill(folder, write);
      await replaceFolder(folder, written);
    });
  } finally {
    foldersBeingWritten.delete(folder);
  }
}

async function fill(folder: string, write: (temporary: string) => Promise<void>): Promise<string> {
  const writing = stagedPath(folder, 'writing');
  const written = stagedPath(folder, 'written');
  await mkdir(writing);
  try {
    await write(writing);
    if (!(await hasChecksums(writing))) await writeChecksums(writing);
    await synchroniseTree(writing);
    await rename(writing, written);
  } catch (error) {
    await rm(writing, { recursive: true, force: true });
    throw error;
  }
  await synchroniseFolder(dirname(folder));
  return written;
}

async function refuseForeign(path: string): Promise<void> {
  try {
    if (!(await stat(path)).isDirectory())
      throw refusal(path, 'A file stands where the folder is to be written.');
    if (!(await hasChecksums(path)) && (await readdir(path)).length > 0)
      throw refusal(path, `The folder holds files but no ${checksumFile}, so something else wrote it.`);
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

/** Makes a folder and those above it that are not there, down to the disk. */
async function makeFolder(folder: string): Promise<void> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made))
    await synchroniseFolder(dirname(made));
}

function refusal(path: string, what: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what,
    where: { file: path },
    remedy: 'Choose another path, or clear this one first.',
  });
}
