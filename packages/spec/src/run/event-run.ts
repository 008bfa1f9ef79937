/** Work under way: awaited, it gives its result; iterated, its events, and after the last of them whatever it failed with. */
export interface EventRun<Result, Event> extends PromiseLike<Result>, AsyncIterable<Event> {
  /** As `Promise.prototype.catch`. */
  catch<Other = never>(onRejected: (reason: unknown) => Other | PromiseLike<Other>): Promise<Result | Other>;
  /** As `Promise.prototype.finally`. */
  finally(onFinally: () => void): Promise<Result>;
}

/**
 * Starts work that tells events. It begins in a later turn, so that whoever started it can listen from the first event on;
 * it does not wait for listeners, each of which gets every event told since it began to listen.
 *
 * @example
 * ```ts
 * import { eventRun } from '@tomoni/spec';
 *
 * const counting = eventRun<number, string>(async (tell) => {
 *   for (const word of ['one', 'two']) tell(word);
 *   return 2;
 * });
 * for await (const word of counting) console.log(word);
 * console.log(await counting);
 * ```
 */
export function eventRun<Result, Event>(
  work: (tell: (event: Event) => void) => Promise<Result>,
): EventRun<Result, Event> {
  return new ListenedRun(work);
}

/** Events that a listener has not taken yet. */
interface Listener<Event> {
  readonly events: Event[];
  wake: () => void;
}

class ListenedRun<Result, Event> implements EventRun<Result, Event> {
  readonly #result: Promise<Result>;
  readonly #listeners = new Set<Listener<Event>>();
  #ended = false;

  constructor(work: (tell: (event: Event) => void) => Promise<Result>) {
    this.#result = Promise.resolve()
      .then(() => work((event) => this.#tell(event)))
      .finally(() => {
        this.#ended = true;
        for (const { wake } of this.#listeners) wake();
      });
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is meant to be awaited
  then<A = Result, B = never>(
    onFulfilled?: ((result: Result) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected: (reason: unknown) => B | PromiseLike<B>): Promise<Result | B> {
    return this.#result.catch(onRejected);
  }

  finally(onFinally: () => void): Promise<Result> {
    return this.#result.finally(onFinally);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Event, void> {
    const listener: Listener<Event> = { events: [], wake: () => undefined };
    this.#listeners.add(listener);
    this.#result.catch(() => undefined);
    try {
      for (;;) {
        const event = listener.events.shift();
        if (event !== undefined) yield event;
        else if (this.#ended) {
          await this.#result;
          return;
        } else await new Promise<void>((resolve) => (listener.wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }

  #tell(event: Event): void {
    for (const listener of this.#listeners) {
      listener.events.push(event);
      listener.wake();
    }
  }
}
