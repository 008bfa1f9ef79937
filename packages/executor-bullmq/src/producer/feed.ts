import type { TrialSpec } from '@tomoni/spec';
import type { TrialQueue } from './trial-queue.js';

/** Puts trials into a queue, beside whatever else goes on. */
export interface Feed {
  /** Whether all trials are in the queue. */
  readonly ended: boolean;
  /** What went wrong, where something did. */
  readonly failure: { readonly error: unknown } | undefined;
  /** Takes no more trials; resolves when none is being added. */
  stop(): Promise<void>;
}

/** Starts to add trials, each no earlier than there is room for it. */
export function feed(
  trials: AsyncIterable<TrialSpec>,
  queue: TrialQueue,
  limit: number,
  wake: () => void,
): Feed {
  const given = trials[Symbol.asyncIterator]();
  let stopped = false;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let adding: Promise<void> | undefined;

  const addAll = async () => {
    for (;;) {
      while (!stopped && queue.size >= limit) await queue.room();
      const next = stopped ? undefined : await given.next();
      if (next === undefined || stopped) return;
      if (next.done) break;
      adding = queue.add(next.value);
      await adding;
    }
    ended = true;
  };
  addAll()
    .catch((error: unknown) => {
      failure = { error };
    })
    .finally(wake);

  return {
    get ended() {
      return ended;
    },
    get failure() {
      return failure;
    },
    async stop() {
      stopped = true;
      if (!ended) given.return?.().catch(() => undefined);
      if (queue.connected) await adding?.catch(() => undefined);
    },
  };
}
