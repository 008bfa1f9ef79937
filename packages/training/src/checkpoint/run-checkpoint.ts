import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ChecksumReport,
  readSafetensors,
  verifyChecksums,
  writeFileDurably,
  writeFolder,
  writeSafetensors,
} from '@tomoni/data';
import { type NamedHostTensors, TomoniError } from '@tomoni/spec';
import type { RunState } from '../run/run-state.js';
import { type CheckpointFolder, checkpointNameOf } from './checkpoint-folder.js';
import { readExactJson, writeExactJson } from './exact-json.js';
import type { Fingerprint } from './fingerprint.js';

/** All that a run is continued from. */
export interface RunCheckpoint {
  readonly state: RunState;
  readonly fingerprint: Fingerprint;
  readonly parameters: NamedHostTensors;
  readonly optimizer: NamedHostTensors;
  /** What the weighting keeps per parameter, and its second head. */
  readonly balancing: NamedHostTensors;
  /** Parameters of the best evaluation so far. */
  readonly best?: NamedHostTensors;
}

const stateFolder = 'state';

/**
 * Writes the checkpoint of a step as a folder of its own, whole or not at all; the oldest ones beyond `keep` go once it
 * is there. One that is there already stays as it is.
 *
 * @param writeModel writes the model's files into the folder
 * @returns path of the checkpoint
 * @throws TomoniError `exhausted` where the disk is full: the checkpoints before stay
 */
export async function writeCheckpoint(
  folder: CheckpointFolder,
  { state, fingerprint, parameters, optimizer, balancing, best }: RunCheckpoint,
  writeModel: (folder: string) => Promise<void>,
  keep: number,
): Promise<string> {
  const name = checkpointNameOf(state.step, state.finished !== undefined);
  const path = join(folder.path, name);
  const before = await folder.list();
  if (!before.includes(name))
    await writeFolder(path, async (temporary) => {
      await writeModel(temporary);
      const inside = join(temporary, stateFolder);
      await mkdir(inside);
      await writeSafetensors(join(inside, 'parameters.safetensors'), parameters);
      await writeSafetensors(join(inside, 'optimizer.safetensors'), optimizer);
      if (balancing.size > 0) await writeSafetensors(join(inside, 'weighting.safetensors'), balancing);
      if (best !== undefined) await writeSafetensors(join(inside, 'best.safetensors'), best);
      await writeFileDurably(join(inside, 'run.json'), writeExactJson({ state, fingerprint }));
    });
  const others = before.filter((other) => other !== name);
  for (const old of others.slice(0, Math.max(0, others.length - (keep - 1)))) await folder.remove(old);
  return path;
}

/**
 * Reads the newest checkpoint of a folder, `undefined` where there is none.
 *
 * @throws TomoniError `damaged-file` where it was changed since it was written
 */
export async function readCheckpoint(folder: CheckpointFolder): Promise<RunCheckpoint | undefined> {
  const newest = (await folder.list()).at(-1);
  if (newest === undefined) return undefined;
  const path = join(folder.path, newest);
  const { files } = await verify(path);
  const inside = join(path, stateFolder);
  const run = readExactJson(await readFile(join(inside, 'run.json'), 'utf8'));
  const read = (name: string) => readSafetensors(join(inside, name));
  const has = (name: string) => files.includes(`${stateFolder}/${name}`);
  return {
    ...(run as Pick<RunCheckpoint, 'state' | 'fingerprint'>),
    parameters: await read('parameters.safetensors'),
    optimizer: await read('optimizer.safetensors'),
    balancing: has('weighting.safetensors') ? await read('weighting.safetensors') : new Map(),
    ...(has('best.safetensors') ? { best: await read('best.safetensors') } : {}),
  };
}

async function verify(path: string): Promise<ChecksumReport> {
  try {
    return await verifyChecksums(path);
  } catch (error) {
    if (!(error instanceof TomoniError)) throw error;
    const { what, where, cause } = error;
    const remedy = `Remove '${path}': the run goes on from the checkpoint before it, or begins anew.`;
    throw new TomoniError({ code: 'damaged-file', what, where, remedy, cause });
  }
}
