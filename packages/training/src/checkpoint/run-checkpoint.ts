import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import {
  readSafetensors,
  verifyChecksums,
  writeChecksums,
  writeFileDurably,
  writeFolder,
  writeSafetensors,
} from '@tomoni/data';
import { type NamedHostTensors, TomoniError } from '@tomoni/spec';
import type { RunState } from '../run/run-state.js';
import type { Fingerprint } from './fingerprint.js';

/** All that a run is continued from. */
export interface RunCheckpoint {
  readonly state: RunState;
  readonly fingerprint: Fingerprint;
  readonly parameters: NamedHostTensors;
  readonly optimizer: NamedHostTensors;
  /** Parameters of the best evaluation so far. */
  readonly best?: NamedHostTensors;
}

const stateFolder = 'state';

/**
 * Writes the checkpoint of a step as a folder of its own, whole or not at all; the oldest ones beyond `keep` go.
 *
 * @param writeModel writes the model's files into the folder
 * @returns the checkpoint's folder
 */
export async function writeCheckpoint(
  folder: string,
  { state, fingerprint, parameters, optimizer, best }: RunCheckpoint,
  writeModel: (folder: string) => Promise<void>,
  keep: number,
): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, nameOf(state));
  const before = await listCheckpoints(folder);
  if (!before.includes(nameOf(state)))
    await writeFolder(path, async (temporary) => {
      await writeModel(temporary);
      const inside = join(temporary, stateFolder);
      await mkdir(inside);
      await writeSafetensors(join(inside, 'parameters.safetensors'), parameters);
      await writeSafetensors(join(inside, 'optimizer.safetensors'), optimizer);
      if (best !== undefined) await writeSafetensors(join(inside, 'best.safetensors'), best);
      await writeFileDurably(
        join(inside, 'run.json'),
        `${JSON.stringify({ state, fingerprint }, null, 2)}\n`,
      );
      await writeChecksums(temporary);
    });
  const others = before.filter((name) => name !== nameOf(state));
  for (const name of others.slice(0, Math.max(0, others.length - (keep - 1))))
    await rm(join(folder, name), { recursive: true, force: true });
  return path;
}

/**
 * Reads the newest checkpoint of a folder, `undefined` where there is none.
 *
 * @throws TomoniError `damaged-file` where it was changed since it was written
 */
export async function readCheckpoint(folder: string): Promise<RunCheckpoint | undefined> {
  const newest = (await listCheckpoints(folder)).at(-1);
  if (newest === undefined) return undefined;
  const path = join(folder, newest);
  const { files } = await verifyChecksums(path);
  const inside = join(path, stateFolder);
  const { state, fingerprint } = parseRun(await readFile(join(inside, 'run.json'), 'utf8'), inside);
  const read = (name: string) => readSafetensors(join(inside, name));
  return {
    state,
    fingerprint,
    parameters: await read('parameters.safetensors'),
    optimizer: await read('optimizer.safetensors'),
    ...(files.some((file) => file.endsWith('best.safetensors'))
      ? { best: await read('best.safetensors') }
      : {}),
  };
}

/** Sorts a finished state after the unfinished one of the same step. */
function nameOf({ step, finished }: RunState): string {
  return `step-${String(step).padStart(9, '0')}${finished === undefined ? '' : '-end'}`;
}

/** Names of the checkpoints in a folder, oldest first; what an interrupted write left behind is removed. */
async function listCheckpoints(folder: string): Promise<string[]> {
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  for (const name of names)
    if (/^\.step-.*\.writing-\d+$/.test(name)) await rm(join(folder, name), { recursive: true, force: true });
  return names.filter((name) => /^step-\d{9}(-end)?$/.test(name)).sort();
}

function parseRun(text: string, folder: string): Pick<RunCheckpoint, 'state' | 'fingerprint'> {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new TomoniError({
      code: 'damaged-file',
      what: 'The state of the run is not JSON.',
      where: { file: join(folder, 'run.json') },
      remedy: 'Remove the checkpoint; the run goes on from the one before.',
      cause,
    });
  }
}
