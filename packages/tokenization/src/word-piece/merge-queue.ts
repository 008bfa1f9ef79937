import TinyQueue from 'tinyqueue';

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
 * A heap with lazy deletion: counts fall without notice, and an entry found to be out of date is queued again.
 */
export class MergeQueue {
  readonly #queue = new TinyQueue<Entry>([], compare);

  push(pair: SymbolPair): void {
    this.#queue.push({ pair, count: pair.count });
  }

  /** Takes the first pair out; `undefined` where none is left. */
  pop(): SymbolPair | undefined {
    for (let entry = this.#queue.pop(); entry !== undefined; entry = this.#queue.pop()) {
      const { pair, count } = entry;
      if (count === pair.count) return pair;
      if (pair.count > 0 && pair.count < count) this.push(pair);
    }
    return undefined;
  }
}

function compare(a: Entry, b: Entry): number {
  return b.count - a.count || a.pair.left - b.pair.left || a.pair.right - b.pair.right;
}
