import { type ExecutorOptions, type TrialResult, type TrialSpec, trialModule } from '@tomoni/spec';
import type { BullmqSettings } from '../bullmq.js';
import { queueOf } from '../queue/trial-job.js';
import { connectRedis, redisWarning } from '../redis/connect.js';
import { bullmqWorker } from '../worker/worker.js';
import { feed } from './feed.js';
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
  const source = feed(trials, queue, settings.maxQueued, wake);
  let stop = () => {};
  const stopped = new Promise<undefined>((resolve) => {
    stop = () => {
      wake();
      resolve(undefined);
    };
  });
  let looking: Promise<readonly TrialResult[]> | undefined;
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      // a command waits for Redis for as long as it takes; a run that was stopped does not
      const isLast = signal?.aborted ?? false;
      looking ??= queue.finished();
      const results = await (isLast && queue.connected ? looking : Promise.race([looking, stopped]));
      if (results !== undefined) looking = undefined;
      for (const result of results ?? []) {
        yield result;
        await Promise.race([queue.acknowledge(result.trial.id), stopped]);
        wake();
      }
      if (source.failure !== undefined) throw source.failure.error;
      if (isLast || (source.ended && queue.size === 0)) return;
      await sleep(interval);
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    looking?.catch(() => undefined);
    await source.stop();
    await queue.close();
    await worker?.close();
    link.end();
  }
}
