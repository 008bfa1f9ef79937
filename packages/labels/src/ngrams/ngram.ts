/** An n-gram that stands in a sequence of tokens. */
export interface NgramMatch {
  /** Index of its first token. */
  readonly start: number;
  /** Index of the token behind it. */
  readonly end: number;
  /** Index of the n-gram in the inventory. */
  readonly ngram: number;
}

/** Finds the n-grams of an inventory in a sequence of tokens, from left to right and without overlap. */
export type NgramMatcher = (tokens: Int32Array) => NgramMatch[];
