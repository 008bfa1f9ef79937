import { access, constants, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { recoverFolder } from '@tomoni/data';
import { TomoniError } from '@tomoni/spec';

/** The folder of a run, in which each checkpoint is a folder of its own. */
export interface CheckpointFolder {
  readonly path: string;
  /** Names of the checkpoints, oldest first. */
  list(): Promise<string[]>;
  /** Removes a checkpoint: at once under its name, so that no half of it is ever seen there. */
  remove(name: string): Promise<void>;
}

const checkpointName = /^step-\d{9}(-end)?$/;
const stagedName = /^\.(step-\d{9}(?:-end)?)\.tomoni-/;
const removedName = /^\.step-\d{9}(-end)?\.removed$/;

/** Name of the checkpoint of a step; that of a finished run comes after an unfinished one of the same step. */
export function checkpointNameOf(step: number, finished: boolean): string {
  return `step-${String(step).padStart(9, '0')}${finished ? '-end' : ''}`;
}

/**
 * Opens the folder of a run, makes it where it is missing, and finishes or removes what an interrupted run left in it.
 *
 * @throws TomoniError `unavailable` or `exhausted` where nothing can be written there
 */
export async function openCheckpointFolder(path: string): Promise<CheckpointFolder> {
  try {
    await mkdir(path, { recursive: true });
    await access(path, constants.W_OK);
    for (const name of await readdir(path)) {
      const [, staged] = stagedName.exec(name) ?? [];
      if (staged !== undefined) await recoverFolder(join(path, staged));
      if (removedName.test(name)) await rm(join(path, name), { recursive: true, force: true });
    }
  } catch (error) {
    throw error instanceof TomoniError ? error : unusable(path, error);
  }
  return {
    path,
    list: () => listCheckpoints(path),
    remove: async (name) => {
      const removed = join(path, `.${name}.removed`);
      await rename(join(path, name), removed);
      await rm(removed, { recursive: true, force: true });
    },
  };
}

/** Names of the checkpoints in a folder, oldest first. */
export async function listCheckpoints(path: string): Promise<string[]> {
  return (await readdir(path)).filter((name) => checkpointName.test(name)).sort();
}

function unusable(path: string, cause: unknown): TomoniError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return new TomoniError({
    code: code === 'ENOSPC' || code === 'EDQUOT' ? 'exhausted' : 'unavailable',
    what: `Checkpoints cannot be written to this place (${code || cause}).`,
    where: { file: path },
    remedy: 'Name a folder that can be written to, with room for the checkpoints.',
    cause,
  });
}
