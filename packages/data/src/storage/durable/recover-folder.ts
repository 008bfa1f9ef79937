import { rename, rm } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { modificationTime, type StagedFolder, stagedFolders } from './folder-stages.js';
import { replaceFolder } from './replace-folder.js';
import { withStorageErrors } from './storage-error.js';
import { synchroniseFolder } from './synchronise.js';

/** Folders that this process is writing, by absolute path. */
export const foldersBeingWritten = new Set<string>();

/**
 * Finishes what a killed {@link writeFolder} left: puts a folder that was written whole under its name, or else
 * the one before it back, and removes what is half written. Call it before a folder is read. A writer that still
 * runs on this machine is left alone.
 *
 * @returns whether the folder is there now
 *
 * @example
 * ```ts
 * import { recoverFolder, verifyChecksums } from '@tomoni/data';
 *
 * if (await recoverFolder('out/interest')) await verifyChecksums('out/interest');
 * ```
 */
export async function recoverFolder(path: string): Promise<boolean> {
  return recover(path, foldersBeingWritten.has(resolve(path)));
}

/** As {@link recoverFolder}; `writing` says whether leftovers that bear this process's number are in use. */
export async function recover(path: string, writing: boolean): Promise<boolean> {
  return withStorageErrors(path, 'written', async () => {
    const inUse = ({ writer }: StagedFolder) => (writer === process.pid ? writing : isRunning(writer));
    const staged = await stagedFolders(path);
    const modified = await modificationTime(path);
    if (modified === undefined) await restore(path, staged);
    else {
      const newer = staged.find(
        (folder) => folder.stage === 'written' && folder.modified > modified && !inUse(folder),
      );
      if (newer !== undefined) await replaceFolder(path, newer.path);
    }
    for (const folder of staged) if (!inUse(folder)) await rm(folder.path, { recursive: true, force: true });
    return (await modificationTime(path)) !== undefined;
  });
}

/** Puts the newest whole folder under the name where none stands, be its writer at work or not. */
async function restore(path: string, staged: readonly StagedFolder[]): Promise<void> {
  const whole =
    staged.find(({ stage }) => stage === 'written') ?? staged.find(({ stage }) => stage === 'replaced');
  if (whole === undefined) return;
  await rename(whole.path, path);
  await synchroniseFolder(dirname(resolve(path)));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
