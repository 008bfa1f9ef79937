import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readSafetensors, recoverFolder, verifyChecksums } from '@tomoni/data';
import { createRng, type ErrorLocation, type Json, TomoniError } from '@tomoni/spec';
import { type FittedTask, headOwner } from '../data/fitted-task.js';
import { buildNetwork } from '../network/build-network.js';
import type { Network } from '../network/network.js';
import { assignVariables } from '../network/variables.js';
import type { Plan, TaskPlan } from '../plan/plan.js';
import { listCheckpoints } from './checkpoint-folder.js';
import { readExactJson } from './exact-json.js';
import { formatVersion, hashVocabulary, type ModelFile, type SavedTask } from './model-file.js';
import { files, headVariables } from './write-model.js';

/** A model read from its folder. */
export interface ReadModel {
  readonly network: Network;
  readonly file: ModelFile;
  /** Frees the encoder's weights; the network is freed by itself. */
  dispose(): void;
}

/** @throws TomoniError `not-found`, `damaged-file`, or `mismatch` where the folder does not fit the plan */
export async function readModel(plan: Plan, folder: string): Promise<ReadModel> {
  if (await recoverFolder(folder)) await refuseRunFolder(folder);
  await requireWholeModel(folder);
  const file = await readModelFile(folder);
  requireSameVocabulary(plan, file, folder);
  requireSameSharing(plan, file, folder);
  const tasks = await restoreTasks(plan, file, folder);
  const encoder = await within({ file: join(folder, files.encoder) }, async () =>
    plan.encoder.withWeights(await readSafetensors(join(folder, files.encoder))),
  );
  try {
    const network = buildNetwork({ plan, tasks, encoder, rng: createRng(0) });
    try {
      const heads = join(folder, files.heads);
      assignVariables(headVariables(network, tasks), await readSafetensors(heads), `'${heads}'`);
    } catch (error) {
      network.dispose();
      throw error;
    }
    return { network, file, dispose: () => encoder.dispose() };
  } catch (error) {
    encoder.dispose();
    throw error;
  }
}

async function refuseRunFolder(folder: string): Promise<void> {
  const newest = (await listCheckpoints(folder)).at(-1);
  if (newest !== undefined)
    throw new TomoniError({
      code: 'not-found',
      what: 'The folder holds no model, but checkpoints of a run.',
      where: { file: folder },
      remedy: `Load one of them: '${join(folder, newest)}' is the newest.`,
    });
}

/** @throws TomoniError `not-found` where the folder holds no model, `damaged-file` where a file of it has changed */
async function requireWholeModel(folder: string): Promise<void> {
  let missing: string = files.model;
  try {
    const { files: saved } = await verifyChecksums(folder);
    if (saved.includes(files.model)) return;
  } catch (error) {
    if (!(error instanceof TomoniError) || error.code !== 'not-found') throw error;
    missing = 'checksums.json';
  }
  throw new TomoniError({
    code: 'not-found',
    what: `There is no saved model: the folder, or its ${missing}, is not there.`,
    where: { file: folder },
    remedy: 'Give the folder that model.save wrote.',
  });
}

async function readModelFile(folder: string): Promise<ModelFile> {
  const path = join(folder, files.model);
  const file = readExactJson(await readFile(path, 'utf8')) as ModelFile;
  if (file.format === formatVersion) return file;
  throw new TomoniError({
    code: 'mismatch',
    what: `The model has the format ${file.format}; this version of the library reads format ${formatVersion}.`,
    where: { file: path },
    remedy: 'Use the version of the library that wrote it.',
  });
}

/** The tasks of a plan with what their heads and generators had learnt. */
async function restoreTasks(plan: Plan, file: ModelFile, folder: string): Promise<FittedTask[]> {
  const missing = plan.tasks.filter(({ name }) => !file.tasks.some((task) => task.name === name));
  const unknown = file.tasks.filter(({ name }) => !plan.tasks.some((task) => task.name === name));
  if (missing.length > 0 || unknown.length > 0)
    throw new TomoniError({
      code: 'mismatch',
      what: `The folder has the tasks ${list(file.tasks)}, the learner has ${list(plan.tasks)}.`,
      where: { file: folder },
      remedy: 'Load it with a learner of just these tasks.',
    });
  const heads = new Map<string, FittedTask['head']>();
  const tasks: FittedTask[] = [];
  for (const task of plan.tasks) {
    const saved = file.tasks.find(({ name }) => name === task.name) as SavedTask;
    requireSame(task, saved, plan, folder);
    const { name, head } = plan.tasks.find(({ name }) => name === headOwner(task)) ?? task;
    if (!('sameHeadAs' in head) && !heads.has(name))
      await within({ file: folder, task: name }, () => heads.set(name, head.restore(saved.fitted)));
    const generator =
      task.labels.from === 'generator' && saved.generator !== undefined
        ? await task.labels.generator.restore(saved.generator.fitted, plan.encoder)
        : undefined;
    tasks.push({
      plan: task,
      head: heads.get(name) as FittedTask['head'],
      ...(generator && { generator }),
    });
  }
  return tasks;
}

function requireSameVocabulary({ encoder }: Plan, { encoder: saved }: ModelFile, folder: string): void {
  if (saved.vocabulary === hashVocabulary(encoder.tokenizer?.vocabulary)) return;
  throw new TomoniError({
    code: 'mismatch',
    what: 'The vocabulary of the saved model is not that of the encoder that it is loaded with.',
    where: { file: folder },
    remedy:
      'Make the learner with the same tokenizer; loadEncoder reads it, with the encoder, from the folder.',
  });
}

function requireSameSharing({ sharing }: Plan, { sharing: saved }: ModelFile, folder: string): void {
  const describe = (kind: string, options: Json) =>
    `'${kind}'${options === null ? '' : ` with ${JSON.stringify(options)}`}`;
  const [found, wanted] = [describe(saved.kind, saved.options), describe(sharing.kind, sharing.toJSON())];
  if (found !== wanted)
    throw new TomoniError({
      code: 'mismatch',
      what: `The tasks of the saved model share the encoder in the way ${found}, those of the learner in the way ${wanted}.`,
      where: { file: folder },
      remedy: 'Load it with the learner that it was trained with.',
    });
}

function requireSame(task: TaskPlan, saved: SavedTask, plan: Plan, folder: string): void {
  const owner = plan.tasks.find(({ name }) => name === headOwner(task));
  const head = owner === undefined || 'sameHeadAs' in owner.head ? undefined : owner.head.kind;
  const differences = [
    ...(saved.owner === headOwner(task) ? [] : [`the head of '${saved.owner}', not of '${headOwner(task)}'`]),
    ...(saved.head === head ? [] : [`a head of kind '${saved.head}', not '${head}'`]),
    ...(saved.layer === task.layer ? [] : [`layer ${saved.layer}, not ${task.layer}`]),
  ];
  if (differences.length > 0)
    throw new TomoniError({
      code: 'mismatch',
      what: `The saved task uses ${differences.join(' and ')}.`,
      where: { file: folder, task: task.name },
      remedy: 'Load it with the learner that it was trained with.',
    });
}

/** Runs a part of the reading, and says in its errors where it read. */
async function within<T>(where: ErrorLocation, read: () => T | Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof TomoniError ? error.at(where) : error;
  }
}

function list(tasks: readonly { readonly name: string }[]): string {
  return tasks.map(({ name }) => `'${name}'`).join(', ');
}
