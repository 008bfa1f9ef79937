/** The same values, which end when the signal fires, be it in the middle of waiting for the next one. */
export async function* untilAborted<T>(
  values: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T, void> {
  const iterator = values[Symbol.asyncIterator]();
  const aborted = new Promise<undefined>((resolve) => {
    if (signal?.aborted) resolve(undefined);
    signal?.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([aborted, iterator.next()]);
      if (next === undefined || next.done) return;
      if (signal?.aborted) return;
      yield next.value;
    }
  } finally {
    // not awaited: a source that waits for its next value answers only then
    iterator.return?.()?.catch(() => undefined);
  }
}
