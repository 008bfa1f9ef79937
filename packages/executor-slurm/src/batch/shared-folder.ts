import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

/** Where the submitting process and the tasks leave things for each other: a folder that both see. */
export interface SharedFolder {
  /** The study's folder, as the trials know it. */
  readonly study: string;
  /** One folder per submitted array. */
  readonly batches: string;
  /** One file per finished trial. */
  readonly results: string;
  /** One file per trial under way. */
  readonly progress: string;
  /** What the tasks print. */
  readonly logs: string;
}

export function sharedFolder(study: string): SharedFolder {
  const within = (name: string) => join(resolve(study), 'slurm', name);
  return {
    study: resolve(study),
    batches: within('batches'),
    results: within('results'),
    progress: within('progress'),
    logs: within('logs'),
  };
}

export async function makeSharedFolder({ batches, results, progress, logs }: SharedFolder): Promise<void> {
  await Promise.all([batches, results, progress, logs].map((path) => mkdir(path, { recursive: true })));
}

/** The file of one trial among results or progress. */
export function trialFile(folder: string, trial: string): string {
  return join(folder, `${encodeURIComponent(trial)}.json`);
}
