import { TomoniError } from '@tomoni/spec';

/** How Slurm is asked to run the trials. */
export interface SlurmOptions {
  /** Where they run. Default: Slurm's own default partition. */
  readonly partition?: string;
  /** Processors of a task. Default: 1. */
  readonly cpusPerTask?: number;
  /** Memory of a task, as `--mem` takes it: `'8G'`. Default: the partition's. */
  readonly memory?: string;
  /** Longest time of a task, as `--time` takes it: `'02:00:00'`. Default: the partition's. */
  readonly time?: string;
  /** How many tasks may run at a time. Default: as many as Slurm lets run. */
  readonly maxParallel?: number;
  /** The most tasks in an array, and of the study in Slurm's queue. Default: what the cluster allows in an array. */
  readonly arrayLimit?: number;
  /** How many trials a task runs, one after another: more than 1 pays where a trial takes only seconds. Default: 1. */
  readonly trialsPerTask?: number;
  /** How often a trial whose task was lost is submitted again before it counts as failed. Default: 1. */
  readonly retries?: number;
  /** Further options of `sbatch`: `['--account=lab', '--gres=gpu:1']`. Default: none. */
  readonly options?: readonly string[];
  /** Lines of shell before the trial, such as `'module load nodejs'`; one that fails ends the task. Default: none. */
  readonly setup?: readonly string[];
  /** The command that starts Node in a task, with its arguments. Default: `['node']`. */
  readonly node?: readonly string[];
  /** A folder that all nodes see at the same path; the study's name is added. Default: the study's folder. */
  readonly sharedFolder?: string;
  /** Seconds between two looks at Slurm's queue. Default: 5. */
  readonly pollSeconds?: number;
  /** Seconds that the result of an ended task may take to appear in the shared folder. Default: 30. */
  readonly graceSeconds?: number;
}

/** The options with their defaults. */
export type SlurmSettings = Required<
  Omit<SlurmOptions, 'partition' | 'memory' | 'time' | 'maxParallel' | 'arrayLimit' | 'sharedFolder'>
> &
  Pick<SlurmOptions, 'partition' | 'memory' | 'time' | 'maxParallel' | 'arrayLimit' | 'sharedFolder'>;

/** @throws TomoniError `invalid-argument` where a number is out of range or an option of `sbatch` would undo ours */
export function slurmSettings(options: SlurmOptions): SlurmSettings {
  const settings = {
    cpusPerTask: 1,
    trialsPerTask: 1,
    retries: 1,
    options: [],
    setup: [],
    node: ['node'],
    pollSeconds: 5,
    graceSeconds: 30,
    ...options,
  };
  for (const name of ['cpusPerTask', 'trialsPerTask', 'maxParallel', 'arrayLimit'] as const)
    requireNumber(name, settings[name], Number.isSafeInteger, 1);
  requireNumber('retries', settings.retries, Number.isSafeInteger, 0);
  for (const name of ['pollSeconds', 'graceSeconds'] as const)
    requireNumber(name, settings[name], Number.isFinite, 0);
  requireOptions(settings.options);
  if (settings.node.length === 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The command that starts Node is empty.',
      remedy: "Leave 'node' out, or name a program in it.",
    });
  return settings;
}

function requireNumber(
  name: string,
  value: number | undefined,
  isOfKind: (value: number) => boolean,
  least: number,
): void {
  if (value === undefined || (isOfKind(value) && value >= least)) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `'${name}' is ${value}.`,
    remedy: `Give a ${isOfKind === Number.isFinite ? 'number' : 'whole number'} of at least ${least}.`,
  });
}

/** What the executor itself says to `sbatch`. */
const own = ['array', 'job-name', 'output', 'error', 'parsable', 'wait', 'wrap', 'requeue', 'test-only'];

function requireOptions(options: readonly string[]): void {
  for (const option of options) {
    const name = /^--([a-z-]+)/.exec(option)?.[1];
    if (name !== undefined && own.includes(name))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The option '${option}' of sbatch is set by the executor.`,
        remedy: 'Leave it out.',
      });
  }
}
