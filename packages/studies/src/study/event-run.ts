/** Events that a listener has not taken yet. */
interface Listener<Event> {
  readonly events: Event[];
  wake: () => void;
}

/** Tells an event to all that listen, and waits for the callbacks. */
export type Tell<Event> = (event: Event) => Promise<void>;

/** Work under way: awaited, it gives its result; iterated, its events. */
export class EventRun<Result, Event> implements PromiseLike<Result>, AsyncIterable<Event> {
  readonly #result: Promise<Result>;
  readonly #callbacks: readonly ((event: Event) => void | Promise<void>)[];
  readonly #listeners = new Set<Listener<Event>>();
  #ended = false;

  /** The work begins in a later turn, so that whoever made it can listen from the first event on. */
  constructor(
    callbacks: readonly ((event: Event) => void | Promise<void>)[],
    work: (tell: Tell<Event>) => Promise<Result>,
  ) {
    this.#callbacks = callbacks;
    this.#result = Promise.resolve()
      .then(() => work((event) => this.#tell(event)))
      .finally(() => {
        this.#ended = true;
        for (const listener of this.#listeners) listener.wake();
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

  async #tell(event: Event): Promise<void> {
    for (const listener of this.#listeners) {
      listener.events.push(event);
      listener.wake();
    }
    for (const callback of this.#callbacks) await callback(event);
  }
}
