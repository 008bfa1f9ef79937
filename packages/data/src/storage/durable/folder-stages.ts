import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { isMissing } from './storage-error.js';

/**
 * The siblings of a folder while it is being replaced, in order: `writing` is not whole yet, `written` is whole
 * and on the disk, `replaced` is what stood under the name before.
 */
export type Stage = 'writing' | 'written' | 'replaced';

/** A sibling that a writer left or is working on. */
export interface StagedFolder {
  readonly path: string;
  readonly stage: Stage;
  /** Process that made it. */
  readonly writer: number;
  /** When it was last changed, in milliseconds. */
  readonly modified: number;
}

/** Path of the sibling of a folder in a stage, for this process. */
export function stagedPath(folder: string, stage: Stage): string {
  return join(dirname(resolve(folder)), `${prefixOf(folder)}${stage}-${process.pid}`);
}

/** The siblings of a folder that stand on the disk, the newest first. */
export async function stagedFolders(folder: string): Promise<readonly StagedFolder[]> {
  const parent = dirname(resolve(folder));
  const prefix = prefixOf(folder);
  const staged: StagedFolder[] = [];
  for (const name of await readNames(parent)) {
    const match = name.startsWith(prefix)
      ? /^(writing|written|replaced)-(\d+)$/.exec(name.slice(prefix.length))
      : null;
    if (match === null) continue;
    const path = join(parent, name);
    const modified = await modificationTime(path);
    if (modified !== undefined)
      staged.push({ path, stage: match[1] as Stage, writer: Number(match[2]), modified });
  }
  return staged.sort((a, b) => b.modified - a.modified);
}

/** When a folder was last changed, in milliseconds; `undefined` where it is not there. */
export async function modificationTime(folder: string): Promise<number | undefined> {
  try {
    return (await stat(folder)).mtimeMs;
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function readNames(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function prefixOf(folder: string): string {
  return `.${basename(resolve(folder))}.tomoni-`;
}
