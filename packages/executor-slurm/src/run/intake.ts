import { setTimeout as delay } from 'node:timers/promises';

/** Takes from an asynchronous source what is ready, without waiting for what is not. */
export interface Intake<T> {
  /** Whether the source has nothing more. */
  readonly ended: boolean;
  /** At most `limit` of what is ready. Throws what the source throws. */
  take(limit: number): Promise<readonly T[]>;
  /** Resolves when something is ready, or the source has ended or failed. */
  arrival(): Promise<void>;
  /** Tells the source that no more is wanted. */
  close(): void;
}

/** Milliseconds that a source may think about its next item before it counts as waiting for something. */
const patience = 50;

export function intake<T>(items: AsyncIterable<T>): Intake<T> {
  const source = items[Symbol.asyncIterator]();
  let next: Promise<IteratorResult<T>> | undefined;
  let ended = false;
  const upcoming = () => {
    if (next === undefined) {
      next = source.next();
      next.catch(() => undefined);
    }
    return next;
  };
  return {
    get ended() {
      return ended;
    },
    async take(limit) {
      const taken: T[] = [];
      while (!ended && taken.length < limit) {
        const item = await within(upcoming(), patience);
        if (item === undefined) break;
        next = undefined;
        if (item.done) ended = true;
        else taken.push(item.value);
      }
      return taken;
    },
    async arrival() {
      await upcoming().catch(() => undefined);
    },
    close() {
      if (!ended) source.return?.().catch(() => undefined);
    },
  };
}

/** What a promise gives, or `undefined` where that takes longer. */
async function within<V>(promise: Promise<V>, milliseconds: number): Promise<V | undefined> {
  const stop = new AbortController();
  try {
    const late = delay(milliseconds, undefined, { signal: stop.signal }).catch(() => undefined);
    return await Promise.race([promise, late]);
  } finally {
    stop.abort();
  }
}
