/** A place where items are worked on, one at a time. */
export interface WorkPlace<Item, Result> {
  /** The result of an item; `undefined` where there is none. */
  run(item: Item): Promise<Result | undefined>;
  close(): Promise<void>;
}

/** Shares items out among places as these have room, and gives the results as they come. All places are closed at the end. */
export async function* mergeWorkers<Item, Result>(
  places: readonly WorkPlace<Item, Result>[],
  items: AsyncGenerator<Item, void>,
): AsyncGenerator<Result, void> {
  const results: Result[] = [];
  let working = places.length;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  const work = async (place: WorkPlace<Item, Result>) => {
    try {
      for await (const item of shared(items)) {
        const result = await place.run(item);
        if (result !== undefined) results.push(result);
        wake();
      }
    } catch (error) {
      failure ??= { error };
    } finally {
      working--;
      wake();
    }
  };
  for (const place of places) void work(place);
  try {
    for (;;) {
      const result = results.shift();
      if (result !== undefined) yield result;
      else if (failure !== undefined) throw failure.error;
      else if (working === 0) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    void items.return();
    await Promise.all(places.map((place) => place.close()));
  }
}

/** The same items for several loops: an async generator answers its callers in turn, and one that stops does not end it for the others. */
function shared<Item>(items: AsyncGenerator<Item, void>): AsyncIterable<Item> {
  return { [Symbol.asyncIterator]: () => ({ next: () => items.next() }) };
}
