import { TomoniError } from '@tomoni/spec';
import type { SlurmSettings } from '../slurm-options.js';
import { slurmCommand } from './slurm-command.js';

/** What is submitted. */
export interface Submission {
  readonly name: string;
  readonly script: string;
  readonly logs: string;
  readonly tasks: number;
  /** How many of the tasks may run at a time. */
  readonly throttle?: number;
}

/** What became of it: a job, or the reason why it has to be tried again. */
export type SubmissionAnswer = { readonly job: string } | { readonly later: string };

/**
 * Submits an array.
 *
 * @throws TomoniError `invalid-argument` with what `sbatch` said where it refuses the array
 */
export async function submit(settings: SlurmSettings, submission: Submission): Promise<SubmissionAnswer> {
  const answer = await slurmCommand('sbatch', submitArguments(settings, submission));
  if (answer.ok) return { job: answer.output.trim().split(';')[0] ?? '' };
  if (answer.passing || /submit ?(job ?)?limit reached|MaxSubmit/i.test(answer.message))
    return { later: answer.message };
  throw new TomoniError({
    code: 'invalid-argument',
    what: `sbatch refuses the trials: ${answer.message}.`,
    remedy:
      'Correct the options of slurm(…); sinfo lists the partitions, and sacctmgr show qos the limits of the cluster.',
  });
}

/** The arguments of `sbatch`. */
export function submitArguments(settings: SlurmSettings, submission: Submission): readonly string[] {
  const { partition, cpusPerTask, memory, time, options } = settings;
  const { name, script, logs, tasks, throttle } = submission;
  return [
    '--parsable',
    `--job-name=${name}`,
    `--array=0-${tasks - 1}${throttle === undefined ? '' : `%${throttle}`}`,
    `--output=${logs}/%x-%a.log`,
    '--open-mode=append',
    '--no-requeue',
    `--cpus-per-task=${cpusPerTask}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(memory === undefined ? [] : [`--mem=${memory}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...options,
    script,
  ];
}

/** Lets more tasks of an array run at a time. */
export async function raiseThrottle(job: string, throttle: number): Promise<void> {
  await slurmCommand('scontrol', ['update', `JobId=${job}`, `ArrayTaskThrottle=${throttle}`]);
}

/** Cancels every task of the arrays with these names, and kills those that run. */
export async function cancel(names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => slurmCommand('scancel', [`--name=${name}`])));
}
