import { type Executor, TomoniError } from '@tomoni/spec';
import { runTrials } from './producer/run-trials.js';
import type { RedisAddress } from './redis/address.js';

/** How trials are put into the queue. */
export interface BullmqOptions {
  /** The Redis server. Default: `redis://127.0.0.1:6379`. */
  readonly connection?: RedisAddress;
  /** Name of the queue, which is the study's alone. Default: `tomoni-` and the name of the study. */
  readonly queue?: string;
  /** How often a trial is started, where its worker or its process is lost, before it counts as failed. Default: 2. */
  readonly attempts?: number;
  /** The most jobs of the study in the queue. Default: 1000. */
  readonly maxQueued?: number;
  /** How many trials this process runs itself at a time, beside the workers elsewhere. Default: 0. */
  readonly concurrency?: number;
  /** For this process's own trials: see {@link BullmqWorkerOptions.lockSeconds}. Default: 30. */
  readonly lockSeconds?: number;
}

/** The options with their defaults. */
export type BullmqSettings = Required<Omit<BullmqOptions, 'connection' | 'queue'>> &
  Pick<BullmqOptions, 'connection' | 'queue'>;

/**
 * Runs the trials of a study as BullMQ jobs on a Redis server, by workers on any number of machines.
 *
 * The id of a job is the trial's. A worker that is lost in the middle of a trial is noticed when the lock on its job has run
 * out, and the trial is run once more. Where the submitting process is killed, the next run takes the results that are
 * there and waits for the jobs under way. A stopped run takes its jobs out of the queue and has the workers stop theirs.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range. A run throws `unavailable` where `bullmq` and
 *   `ioredis` are not installed (with the install line) or Redis cannot be reached
 *
 * @example
 * ```ts
 * import { bullmq } from '@tomoni/executor-bullmq';
 *
 * const executor = bullmq({ connection: 'redis://queue.example.org:6379' });
 * console.log(executor.name);
 * ```
 */
export function bullmq(options: BullmqOptions = {}): Executor {
  const settings = { attempts: 2, maxQueued: 1000, concurrency: 0, lockSeconds: 30, ...options };
  for (const name of ['attempts', 'maxQueued'] as const) requireWhole(name, settings[name], 1);
  requireWhole('concurrency', settings.concurrency, 0);
  return { name: 'bullmq', run: (trials, run) => runTrials(settings, trials, run) };
}

function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `'${name}' is ${value}.`,
    remedy: `Give a whole number of at least ${least}.`,
  });
}
