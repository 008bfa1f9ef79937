import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { modificationTime, stagedPath } from './folder-stages.js';
import { isMissing } from './storage-error.js';
import { synchroniseFolder } from './synchronise.js';

/** Puts a folder that is whole under its name and removes what stood there before. */
export async function replaceFolder(path: string, written: string): Promise<void> {
  const parent = dirname(resolve(path));
  const replaced = stagedPath(path, 'replaced');
  await renameIfThere(path, replaced);
  const moved = await renameIfThere(written, path);
  if (!moved && (await modificationTime(path)) === undefined)
    throw new Error(`${written} vanished while it was put under its name`);
  await synchroniseFolder(parent);
  await rm(replaced, { recursive: true, force: true });
}

/** Renames a folder; gives false where it is not there, as when another process has just recovered it. */
async function renameIfThere(from: string, to: string): Promise<boolean> {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}
