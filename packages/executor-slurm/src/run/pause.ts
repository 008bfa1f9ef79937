import { setTimeout as delay } from 'node:timers/promises';

/** Waits until something resolves, the time is over or the signal stops it; throws nothing. */
export async function pause(
  seconds: number,
  signal: AbortSignal | undefined,
  ...until: readonly Promise<void>[]
): Promise<void> {
  const stop = new AbortController();
  const signals = signal === undefined ? [stop.signal] : [stop.signal, signal];
  const time = delay(seconds * 1000, undefined, { signal: AbortSignal.any(signals) }).catch(() => undefined);
  await Promise.race([time, ...until]);
  stop.abort();
}
