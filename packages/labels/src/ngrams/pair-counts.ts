import { addToHeap } from './number-heap.js';
import { PairQueue, type SymbolPair } from './pair-queue.js';
import type { Symbols } from './symbols.js';

const BASE = 2 ** 24;
const NONE = -1;

/**
 * The pairs of neighbouring symbols in some sequences, kept up to date while they are merged.
 *
 * Symbols stand in a doubly linked list over the places of their first tokens. A pair of equal symbols overlaps with
 * itself in a run of three and more, of which only every second place counts from the left: ⌊n / 2⌋ in a run of n. The
 * ends of each run know one another, so that a change at either end costs the same for a run of any length.
 *
 * A merge costs the places where its pair stands, times the logarithm of places and pairs.
 */
export class PairCounts {
  readonly #symbols: Symbols;
  readonly #maxLength: number;
  readonly #at: Int32Array;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  /** At each end of a run: the place of its other end, and the number of its symbols. */
  readonly #otherEnd: Int32Array;
  readonly #runLength: Int32Array;
  readonly #pairs = new Map<number, SymbolPair>();
  readonly #queue: PairQueue;
  #grown: SymbolPair[] = [];

  /**
   * @param sequences symbols; no pair crosses from one sequence to the next
   * @param maxLength most tokens of a symbol that may come of a merge
   */
  constructor(sequences: readonly Int32Array[], symbols: Symbols, maxLength: number) {
    const size = sequences.reduce((sum, { length }) => sum + length, 0);
    this.#symbols = symbols;
    this.#maxLength = maxLength;
    this.#at = new Int32Array(size);
    this.#next = new Int32Array(size).fill(NONE);
    this.#previous = new Int32Array(size).fill(NONE);
    this.#otherEnd = Int32Array.from({ length: size }, (_, place) => place);
    this.#runLength = new Int32Array(size).fill(1);
    this.#queue = new PairQueue((pair, place) => this.#stands(pair, place));
    let start = 0;
    for (const sequence of sequences) {
      this.#at.set(sequence, start);
      for (let place = start + 1; place < start + sequence.length; place++) {
        this.#next[place - 1] = place;
        this.#previous[place] = place - 1;
        this.#meet(place - 1, place);
      }
      start += sequence.length;
    }
    this.#queueGrown();
  }

  /** Takes the most frequent pair, of equally frequent ones that which stands first; `undefined` where none is left. */
  mostFrequent(): SymbolPair | undefined {
    return this.#queue.pop();
  }

  /** Writes one symbol for a pair wherever it stands, from left to right. */
  merge(pair: SymbolPair, merged: number): void {
    const places = pair.places.splice(0).sort((a, b) => a - b);
    for (const place of places) if (this.#stands(pair, place)) this.#mergeAt(place, merged);
    pair.count = 0;
    pair.grown = false;
    this.#pairs.delete(pair.left * BASE + pair.right);
    this.#queueGrown();
  }

  #stands({ left, right }: SymbolPair, place: number): boolean {
    const next = this.#next[place] as number;
    return this.#at[place] === left && next !== NONE && this.#at[next] === right;
  }

  #mergeAt(place: number, merged: number): void {
    const previous = this.#previous[place] as number;
    const second = this.#next[place] as number;
    const next = this.#next[second] as number;
    if (this.#at[place] === this.#at[second]) this.#leaveRun(previous, place, second, next);
    else {
      if (previous !== NONE) this.#partFromEnd(previous, place);
      if (next !== NONE) this.#partFromStart(second, next);
    }
    this.#at[second] = NONE;
    this.#next[place] = next;
    if (next !== NONE) this.#previous[next] = place;
    this.#at[place] = merged;
    this.#setRun(place, place, 1);
    if (previous !== NONE) this.#meet(previous, place);
    if (next !== NONE) this.#meet(place, next);
  }

  /** The first two symbols of a run are about to become one. */
  #leaveRun(previous: number, first: number, second: number, next: number): void {
    const symbol = this.#at[first] as number;
    const end = this.#otherEnd[first] as number;
    if (previous !== NONE) this.#countLess(this.#at[previous] as number, symbol);
    if (end !== second) this.#setRun(next, end, (this.#runLength[first] as number) - 2);
    else if (next !== NONE) this.#countLess(symbol, this.#at[next] as number);
  }

  /** The symbol at `end`, the last of its run, is about to change. */
  #partFromEnd(previous: number, end: number): void {
    const symbol = this.#at[end] as number;
    if (this.#at[previous] !== symbol) this.#countLess(this.#at[previous] as number, symbol);
    else this.#shortenRun(symbol, this.#otherEnd[end] as number, previous, this.#runLength[end] as number);
  }

  /** The symbol at `start`, the first of its run, is about to change. */
  #partFromStart(start: number, next: number): void {
    const symbol = this.#at[start] as number;
    if (this.#at[next] !== symbol) this.#countLess(symbol, this.#at[next] as number);
    else this.#shortenRun(symbol, next, this.#otherEnd[start] as number, this.#runLength[start] as number);
  }

  /** A run loses one symbol at an end and then reaches from `first` to `last`. */
  #shortenRun(symbol: number, first: number, last: number, length: number): void {
    if (!this.#fits(symbol, symbol)) return;
    if (length % 2 === 0) this.#countLess(symbol, symbol);
    this.#setRun(first, last, length - 1);
  }

  /** Two symbols have become neighbours. */
  #meet(left: number, right: number): void {
    const a = this.#at[left] as number;
    const b = this.#at[right] as number;
    if (!this.#fits(a, b)) return;
    const pair = this.#pair(a, b);
    addToHeap(pair.places, left);
    if (!pair.grown) {
      pair.grown = true;
      this.#grown.push(pair);
    }
    if (a !== b) {
      pair.count++;
      return;
    }
    const before = this.#runLength[left] as number;
    const after = this.#runLength[right] as number;
    this.#setRun(this.#otherEnd[left] as number, this.#otherEnd[right] as number, before + after);
    pair.count += ((before + after) >> 1) - (before >> 1) - (after >> 1);
  }

  #fits(left: number, right: number): boolean {
    return this.#symbols.length(left) + this.#symbols.length(right) <= this.#maxLength;
  }

  #setRun(first: number, last: number, length: number): void {
    this.#otherEnd[first] = last;
    this.#otherEnd[last] = first;
    this.#runLength[first] = length;
    this.#runLength[last] = length;
  }

  #pair(left: number, right: number): SymbolPair {
    const key = left * BASE + right;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { left, right, count: 0, places: [], grown: false };
      this.#pairs.set(key, pair);
    }
    return pair;
  }

  #countLess(left: number, right: number): void {
    const pair = this.#pairs.get(left * BASE + right);
    if (pair !== undefined) pair.count--;
  }

  #queueGrown(): void {
    for (const pair of this.#grown) {
      if (pair.grown && pair.count > 0) this.#queue.push(pair);
      pair.grown = false;
    }
    this.#grown = [];
  }
}
