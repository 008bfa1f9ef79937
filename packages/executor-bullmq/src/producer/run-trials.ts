import type { ExecutorOptions, TrialResult, TrialSpec } from '@tomoni/spec';
import type { BullmqSettings } from '../bullmq.js';
import { queueOf } from '../queue/trial-job.js';
import { connectRedis, redisWarning } from '../redis/connect.js';
import { trialModule } from '../trial-module.js';
import { bullmqWorker } from '../worker/worker.js';
import { openTrialQueue } from './trial-queue.js';
import { wakeUp } from './wake-up.js';

/** The longest time between two looks at the queue, in milliseconds: events may be missed. */
const interval = 2_000;

/** Puts trials into the queue as they come, and gives their results as they come. */
export async function* runTrials(
  settings: BullmqSettings,
  trials: AsyncIterable<TrialSpec>,
  options: ExecutorOptions,
): AsyncGenerator<TrialResult, void, undefined> {
  const { study, folder, signal } = options;
  const { connection, concurrency, lockSeconds, queue: name = queueOf(study) } = settings;
  const run = trialModule(options.run);
  const tell = options.progress ?? (() => undefined);
  const link = await connectRedis(connection);
  const { wake, sleep } = wakeUp();
  const warning = await redisWarning(link.redis);
  if (warning !== undefined) tell({ type: 'notice', message: warning });
  const queue = await openTrialQueue({
    redis: link.redis,
    name,
    attempts: settings.attempts,
    job: { study, folder, run },
    tell,
    wake,
  });
  const worker =
    concurrency === 0
      ? undefined
      : await bullmqWorker({
          ...(connection !== undefined && { connection }),
          queue: name,
          concurrency,
          lockSeconds,
        });
  const source = feed();
  let stop = () => {};
  const stopped = new Promise<readonly TrialResult[]>((resolve) => {
    stop = () => {
      wake();
      resolve([]);
    };
  });
  signal?.addEventListener('abort', stop, { once: true });
  try {
    while (!signal?.aborted) {
      // a command waits for Redis for as long as it takes, and a stopped run does not
      for (const result of await Promise.race([queue.finished(), stopped])) {
        yield result;
        await queue.acknowledge(result.trial.id);
        wake();
      }
      if (source.failure !== undefined) throw source.failure.error;
      if (source.ended && queue.size === 0) return;
      await sleep(interval);
    }
  } finally {
    source.stopped = true;
    signal?.removeEventListener('abort', stop);
    await queue.close();
    await worker?.close();
    link.end();
  }

  /** Adds trials while there is room, beside the loop that gives results. */
  function feed() {
    const state: { stopped: boolean; ended: boolean; failure?: { readonly error: unknown } } = {
      stopped: false,
      ended: false,
    };
    const add = async () => {
      for await (const trial of trials) {
        while (!state.stopped && queue.size >= settings.maxQueued) await queue.room();
        if (state.stopped) return;
        await queue.add(trial);
      }
      state.ended = true;
    };
    add()
      .catch((error: unknown) => {
        state.failure = { error };
      })
      .finally(wake);
    return state;
  }
}
