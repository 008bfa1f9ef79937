import { MergeQueue, type SymbolPair } from './merge-queue.js';

/** A word as symbols, and how often it stands in the corpus. */
export interface CountedWord {
  symbols: number[];
  readonly count: number;
}

const SYMBOLS = 2 ** 24;

/** The pairs of neighbouring symbols in some words, kept up to date while they are merged. */
export class PairTable {
  readonly #words: readonly CountedWord[];
  readonly #pairs = new Map<number, SymbolPair>();
  readonly #queue = new MergeQueue();
  #grown = new Set<SymbolPair>();

  constructor(words: readonly CountedWord[]) {
    this.#words = words;
    words.forEach(({ symbols, count }, word) => {
      for (let i = 1; i < symbols.length; i++)
        this.#add(symbols[i - 1] as number, symbols[i] as number, count, word);
    });
    this.#queueGrown();
  }

  /** Takes the most frequent pair; `undefined` where no pair is left. */
  mostFrequent(): SymbolPair | undefined {
    return this.#queue.pop();
  }

  /** Writes one symbol for a pair wherever it stands. Costs the length of the words that hold it. */
  merge(pair: SymbolPair, merged: number): void {
    const { words } = pair;
    pair.words = [];
    for (const word of words) this.#mergeIn(word, pair, merged);
    pair.count = 0;
    this.#grown.delete(pair);
    this.#queueGrown();
  }

  #mergeIn(word: number, { left, right }: SymbolPair, merged: number): void {
    const counted = this.#words[word] as CountedWord;
    const { symbols, count } = counted;
    const out: number[] = [];
    for (let i = 0; i < symbols.length; i++) {
      if (symbols[i] !== left || symbols[i + 1] !== right) {
        out.push(symbols[i] as number);
        continue;
      }
      const previous = out.at(-1);
      const next = symbols[i + 2];
      if (previous !== undefined) {
        this.#remove(previous, left, count);
        this.#add(previous, merged, count, word);
      }
      if (next !== undefined) {
        this.#remove(right, next, count);
        this.#add(merged, next, count, word);
      }
      out.push(merged);
      i++;
    }
    if (out.length < symbols.length) counted.symbols = out;
  }

  #add(left: number, right: number, count: number, word: number): void {
    const key = left * SYMBOLS + right;
    let pair = this.#pairs.get(key);
    if (pair === undefined) {
      pair = { left, right, count: 0, words: [] };
      this.#pairs.set(key, pair);
    }
    pair.count += count;
    if (pair.words.at(-1) !== word) pair.words.push(word);
    this.#grown.add(pair);
  }

  #remove(left: number, right: number, count: number): void {
    const pair = this.#pairs.get(left * SYMBOLS + right);
    if (pair !== undefined) pair.count -= count;
  }

  #queueGrown(): void {
    for (const pair of this.#grown) if (pair.count > 0) this.#queue.push(pair);
    this.#grown = new Set();
  }
}
