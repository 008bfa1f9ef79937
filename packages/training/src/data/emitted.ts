/** Runs work that reports as it goes: yields what it emits while it runs, and returns its result. */
export async function* emitted<Event, Result>(
  work: (emit: (event: Event) => void) => Promise<Result>,
): AsyncGenerator<Event, Result> {
  const events: Event[] = [];
  let wake = () => {};
  let isDone = false;
  const result = work((event) => {
    events.push(event);
    wake();
  }).finally(() => {
    isDone = true;
    wake();
  });
  // A failure is thrown by the last line, after all that was emitted before it.
  result.catch(() => undefined);
  for (;;) {
    yield* events.splice(0);
    if (isDone) break;
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (isDone || events.length > 0) resolve();
    });
  }
  yield* events.splice(0);
  return result;
}
