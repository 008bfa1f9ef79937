import { access } from 'node:fs/promises';
import { hostname } from 'node:os';
import { runTrial, TomoniError } from '@tomoni/spec';
import { readBatch } from '../batch/batch.js';
import { writeJson } from '../batch/json-file.js';
import { sharedFolder, trialFile } from '../batch/shared-folder.js';
import { progressWriter } from './task-progress.js';

/**
 * Runs the trials of one task of an array, and writes the result of each as it comes. A trial that has a result is left
 * out, so a task that Slurm runs a second time goes on where it was.
 *
 * @param environment with `SLURM_ARRAY_JOB_ID` and `SLURM_ARRAY_TASK_ID`, as Slurm sets them
 */
export async function runTask(folder: string, environment: NodeJS.ProcessEnv): Promise<void> {
  const index = Number(environment.SLURM_ARRAY_TASK_ID);
  const batch = await readBatch(folder);
  const trials = batch?.tasks[index];
  if (batch === undefined || trials === undefined)
    throw new TomoniError({
      code: 'not-found',
      what: `The folder holds no task ${index}: it was withdrawn, or this node does not see it.`,
      where: { file: folder },
      remedy: 'Run the study again.',
    });
  const shared = sharedFolder(batch.study);
  const worker = `${hostname()}, task ${environment.SLURM_ARRAY_JOB_ID}_${index}`;
  const stop = new AbortController();
  process.once('SIGTERM', () => stop.abort());
  for (const trial of trials) {
    const file = trialFile(shared.results, trial.id);
    if (await exists(file)) continue;
    const progress = progressWriter(trialFile(shared.progress, trial.id), worker);
    const result = await runTrial(trial, {
      run: batch.run,
      folder: shared.study,
      worker,
      signal: stop.signal,
      progress: progress.tell,
    });
    await progress.end();
    await writeJson(file, result);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
