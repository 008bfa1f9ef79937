import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TrialSpec } from '@tomoni/spec';
import { readJson, writeJson } from './json-file.js';
import type { SharedFolder } from './shared-folder.js';

/** One submitted array: written before `sbatch` is called, so that no task is ever forgotten. */
export interface Batch {
  readonly version: 1;
  /** Name of the job in Slurm, which no other job has. */
  readonly name: string;
  /** When it was written: an ISO 8601 date and time. */
  readonly writtenAt: string;
  /** The study's folder. */
  readonly study: string;
  /** URL of the module whose default export runs a trial. */
  readonly run: string;
  /** By index in the array, the trials that the task runs one after another. */
  readonly tasks: readonly (readonly TrialSpec[])[];
  /** How often a trial was lost before, where it was. */
  readonly losses: Readonly<Record<string, number>>;
}

/** What `sbatch` answered. */
interface Submission {
  readonly job: string;
}

export function batchFolder(shared: SharedFolder, name: string): string {
  return join(shared.batches, name);
}

export function scriptFile(shared: SharedFolder, name: string): string {
  return join(batchFolder(shared, name), 'script.sh');
}

export async function writeBatch(shared: SharedFolder, batch: Batch, script: string): Promise<void> {
  const folder = batchFolder(shared, batch.name);
  await mkdir(folder, { recursive: true });
  await writeFile(scriptFile(shared, batch.name), script);
  await writeJson(join(folder, 'batch.json'), batch);
}

/** The batch in a folder; `undefined` where none was written whole. */
export async function readBatch(folder: string): Promise<Batch | undefined> {
  const batch = await readJson<Batch>(join(folder, 'batch.json'));
  return batch?.version === 1 ? batch : undefined;
}

/** Notes that Slurm has the batch. */
export async function writeSubmission(shared: SharedFolder, name: string, job: string): Promise<void> {
  const submission: Submission = { job };
  await writeJson(join(batchFolder(shared, name), 'job.json'), submission);
}

export async function removeBatch(shared: SharedFolder, name: string): Promise<void> {
  await rm(batchFolder(shared, name), { recursive: true, force: true });
}

/** Batches of earlier runs, the oldest first, with their job where `sbatch` was known to have answered. */
export async function earlierBatches(
  shared: SharedFolder,
): Promise<readonly { readonly batch: Batch; readonly job?: string }[]> {
  const found: { batch: Batch; job?: string }[] = [];
  for (const name of await readdir(shared.batches)) {
    const folder = batchFolder(shared, name);
    const batch = await readBatch(folder);
    if (batch === undefined) continue;
    const submission = await readJson<Submission>(join(folder, 'job.json'));
    found.push({ batch, ...(submission && { job: submission.job }) });
  }
  return found.sort((a, b) => a.batch.writtenAt.localeCompare(b.batch.writtenAt));
}
