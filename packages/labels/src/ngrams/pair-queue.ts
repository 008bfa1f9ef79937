import TinyQueue from 'tinyqueue';
import { removeFirst } from './number-heap.js';

/** Two symbols that stand side by side, and where. */
export interface SymbolPair {
  readonly left: number;
  readonly right: number;
  /** How often they stand side by side, occurrences that overlap counted from left to right. */
  count: number;
  /** Binary heap of the places where the pair has stood: those where it no longer does are taken out when they surface. */
  readonly places: number[];
  /** Whether the pair has grown since it was last queued. */
  grown: boolean;
}

interface Entry {
  readonly pair: SymbolPair;
  readonly count: number;
  /** A place not behind the pair's first one. */
  readonly first: number;
}

/**
 * Gives the most frequent pair first; of equally frequent ones the one that stands first in the corpus.
 *
 * A heap with lazy deletion. Counts fall, and first places move back, without notice: an entry found out of date
 * is queued again behind its betters. Whoever raises a count has to push the pair.
 */
export class PairQueue {
  readonly #queue = new TinyQueue<Entry>([], compare);
  readonly #standsAt: (pair: SymbolPair, place: number) => boolean;

  /** @param standsAt whether a pair still stands at a place where it has stood */
  constructor(standsAt: (pair: SymbolPair, place: number) => boolean) {
    this.#standsAt = standsAt;
  }

  push(pair: SymbolPair): void {
    this.#queue.push({ pair, count: pair.count, first: pair.places[0] as number });
  }

  /** Takes the first pair out; `undefined` where none is left. */
  pop(): SymbolPair | undefined {
    for (let entry = this.#queue.pop(); entry !== undefined; entry = this.#queue.pop()) {
      const { pair, count, first } = entry;
      if (pair.count > count) continue; // it was pushed again when it grew
      if (pair.count === count && this.#firstPlace(pair) === first) return pair;
      if (pair.count > 0) this.push(pair);
    }
    return undefined;
  }

  #firstPlace(pair: SymbolPair): number {
    const { places } = pair;
    while (places.length > 0 && !this.#standsAt(pair, places[0] as number)) removeFirst(places);
    return places[0] as number;
  }
}

function compare(a: Entry, b: Entry): number {
  return b.count - a.count || a.first - b.first;
}
