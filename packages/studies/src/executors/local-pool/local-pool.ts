import { availableParallelism } from 'node:os';
import {
  type Executor,
  type ExecutorOptions,
  requireKnownOptions,
  TomoniError,
  type TrialResult,
  type TrialSpec,
  trialModule,
} from '@tomoni/spec';
import { untilAborted } from '../until-aborted.js';
import { mergeWorkers } from './merge-workers.js';
import { type WorkerAnswer, WorkerProcess } from './worker-process.js';

/** How trials are shared out on this machine. */
export interface LocalPoolOptions {
  /** Trials at a time, each in a process of its own. Default: one for each `threads` threads that the machine has. */
  readonly processes?: number;
  /** Threads that the engine of a trial computes with. Default: those of the machine shared out among the processes; 1 where their number is not given either. */
  readonly threads?: number;
  /** MiB that a process may hold. One that holds more is ended and its trial run once more; one that still holds over half of it after a trial is replaced. Default: no limit. */
  readonly memory?: number;
  /** Seconds that a trial has for its checkpoint when the study is stopped. Default 30. */
  readonly grace?: number;
}

/** How often a trial is run whose worker is lost. */
const attempts = 2;

/**
 * Runs trials in processes of this machine, one at a time in each. A process that dies loses no trial but the one it runs,
 * which is run once more in another; all of them end with the study.
 *
 * A process is kept from trial to trial, so that what a module loads once serves all of its trials. Its threads are told to
 * engines by the environment variable `TOMONI_THREADS`, and to native libraries by `OMP_NUM_THREADS`.
 *
 * @throws TomoniError `invalid-argument` where a number is not one from 1 on
 *
 * @example
 * ```ts
 * import { auxiliarySubsets, localPool, study } from '@tomoni/studies';
 *
 * await study({
 *   name: 'auxiliary-selection',
 *   trials: auxiliarySubsets(['appeal', 'price'], { seeds: 10 }),
 *   run: 'dist/trial.js',
 *   plan: { task: 'interest', score: 'rmse', baseline: 'single-task' },
 *   executor: localPool({ processes: 4, threads: 2, memory: 4096 }),
 *   folder: 'out/auxiliary-selection',
 * });
 * ```
 */
export function localPool(options: LocalPoolOptions = {}): Executor {
  requireKnownOptions('localPool()', options, ['processes', 'threads', 'memory', 'grace']);
  const {
    threads = options.processes === undefined ? 1 : share(options.processes),
    memory,
    grace = 30,
  } = options;
  const { processes = share(threads) } = options;
  requirePositive('processes', processes);
  requirePositive('threads', threads);
  if (memory !== undefined) requirePositive('MiB of memory', memory);
  const environment = { TOMONI_THREADS: String(threads), OMP_NUM_THREADS: String(threads) };
  const start = () => new WorkerProcess({ memory, environment });
  return {
    name: `local pool of ${processes}`,
    async *run(trials, executorOptions) {
      const given = untilAborted(trials, executorOptions.signal);
      const place = { ...executorOptions, run: trialModule(executorOptions.run), start, memory, grace };
      yield* mergeWorkers(
        Array.from({ length: processes }, () => new Seat(place)),
        given,
      );
    },
  };
}

interface SeatOptions extends ExecutorOptions {
  readonly run: string;
  readonly start: () => WorkerProcess;
  readonly memory: number | undefined;
  readonly grace: number;
}

/** A place for one process at a time. */
class Seat {
  readonly #options: SeatOptions;
  #worker: WorkerProcess | undefined;

  constructor(options: SeatOptions) {
    this.#options = options;
  }

  /** The result of a trial; `undefined` where it was stopped. */
  async run(trial: TrialSpec): Promise<TrialResult | undefined> {
    const { progress, signal } = this.#options;
    const startedAt = new Date().toISOString();
    const began = performance.now();
    for (let attempt = 1; ; attempt++) {
      const worker = this.#freshWorker();
      progress?.({ type: 'start', trial: trial.id, worker: worker.name });
      const answer = await this.#attempt(worker, trial);
      if (answer.type === 'result') {
        if (answer.resident > (this.#options.memory ?? Number.POSITIVE_INFINITY) / 2) await this.close();
        return answer.result;
      }
      if (answer.type === 'aborted' || signal?.aborted) return undefined;
      if (attempt === attempts) {
        const seconds = (performance.now() - began) / 1000;
        return { trial, startedAt, seconds, worker: worker.name, status: 'failed', error: lossError(answer) };
      }
      progress?.({
        type: 'retry',
        trial: trial.id,
        reason: `The worker ${worker.name} was lost: ${answer.reason}.`,
      });
    }
  }

  async close(): Promise<void> {
    await this.#worker?.kill();
    this.#worker = undefined;
  }

  #freshWorker(): WorkerProcess {
    if (this.#worker === undefined || this.#worker.isLost) this.#worker = this.#options.start();
    return this.#worker;
  }

  async #attempt(worker: WorkerProcess, trial: TrialSpec): Promise<WorkerAnswer> {
    const { run, folder, signal, progress, grace } = this.#options;
    let timer: NodeJS.Timeout | undefined;
    const stop = () => {
      worker.abort();
      timer = setTimeout(() => void worker.kill(), grace * 1000);
    };
    signal?.addEventListener('abort', stop, { once: true });
    try {
      return await worker.run({ trial, run, folder }, (fraction) =>
        progress?.({ type: 'progress', trial: trial.id, fraction }),
      );
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }
}

function lossError({ reason, outOfMemory }: Extract<WorkerAnswer, { type: 'lost' }>) {
  return outOfMemory
    ? { code: 'exhausted', message: `The trial ran out of memory, ${attempts} times: ${reason}.` }
    : { code: 'worker-lost', message: `The worker of the trial was lost, ${attempts} times: ${reason}.` };
}

function share(among: number): number {
  return Math.max(1, Math.floor(availableParallelism() / Math.max(1, among)));
}

function requirePositive(what: string, value: number): void {
  if (Number.isFinite(value) && value >= 1 && (what === 'MiB of memory' || Number.isInteger(value))) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `A local pool was asked for with ${value} ${what}.`,
    remedy: 'Give a whole number from 1 on.',
  });
}
