import type { Executor } from '@tomoni/spec';
import { runTrials } from './run/run-trials.js';
import { type SlurmOptions, slurmSettings } from './slurm-options.js';

/**
 * Runs the trials of a study as job arrays on a Slurm cluster.
 *
 * Trials are submitted by `sbatch --array` as they come, and each leaves its result as a file in the study's folder, which
 * all nodes must see. A trial whose task Slurm lost or killed is submitted once more, then recorded as failed with Slurm's
 * state. Where the submitting process is killed, the next run takes the results that are there and waits for the tasks that
 * still stand in Slurm's queue. A stopped run cancels its tasks.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range. A run throws `unavailable` where Slurm is not
 *   installed or does not answer, and `invalid-argument` where `sbatch` refuses the job, with what it said
 *
 * @example
 * ```ts
 * import { slurm } from '@tomoni/executor-slurm';
 *
 * const executor = slurm({
 *   partition: 'gpu',
 *   cpusPerTask: 8,
 *   memory: '16G',
 *   time: '02:00:00',
 *   maxParallel: 20,
 *   options: ['--gres=gpu:1'],
 *   setup: ['module load nodejs'],
 * });
 * console.log(executor.name);
 * ```
 */
export function slurm(options: SlurmOptions = {}): Executor {
  const settings = slurmSettings(options);
  return { name: 'slurm', run: (trials, run) => runTrials(settings, trials, run) };
}
