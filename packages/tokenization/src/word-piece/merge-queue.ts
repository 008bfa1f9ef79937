/** Two neighbouring symbols and how often they stand side by side. */
export interface SymbolPair {
  readonly left: number;
  readonly right: number;
  count: number;
  /** Indices of the words that hold the pair; a word may have lost it since, or stand here twice. */
  words: number[];
}

/** A pair with the count that it had when it was queued. */
interface Entry {
  readonly pair: SymbolPair;
  readonly count: number;
}

/**
 * Gives the most frequent pair first; of equally frequent ones the one with the lower left symbol, then right symbol.
 *
 * A binary heap with lazy deletion: counts fall without notice, and an entry found to be out of date is queued again.
 */
export class MergeQueue {
  readonly #heap: Entry[] = [];

  push(pair: SymbolPair): void {
    const heap = this.#heap;
    const entry = { pair, count: pair.count };
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!before(entry, heap[parent] as Entry)) break;
      heap[at] = heap[parent] as Entry;
      at = parent;
    }
    heap[at] = entry;
  }

  /** Takes the first pair out; `undefined` where none is left. */
  pop(): SymbolPair | undefined {
    for (let entry = this.#take(); entry !== undefined; entry = this.#take()) {
      const { pair, count } = entry;
      if (count === pair.count) return pair;
      if (pair.count > 0 && pair.count < count) this.push(pair);
    }
    return undefined;
  }

  #take(): Entry | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && before(heap[child + 1] as Entry, heap[child] as Entry)) child++;
      if (!before(heap[child] as Entry, last)) break;
      heap[at] = heap[child] as Entry;
      at = child;
    }
    heap[at] = last;
    return first;
  }
}

function before(a: Entry, b: Entry): boolean {
  if (a.count !== b.count) return a.count > b.count;
  if (a.pair.left !== b.pair.left) return a.pair.left < b.pair.left;
  return a.pair.right < b.pair.right;
}
