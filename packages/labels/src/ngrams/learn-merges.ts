import { TomoniError } from '@tomoni/spec';
import { PairCounts } from './pair-counts.js';
import { Symbols } from './symbols.js';

/** How merges are learnt. */
export interface MergeOptions {
  /** Most merges. Default 1000. */
  readonly merges?: number;
  /** A pair that stands side by side less often is not merged; at least 2. Default 2. */
  readonly minCount?: number;
  /** Most tokens of an n-gram, at least 2. Default 8. */
  readonly maxLength?: number;
}

/** How a learning may be watched and stopped. */
export interface MergeControl {
  readonly signal?: AbortSignal;
  /** Called about every 50 ms with the merges made and the merges wanted. */
  readonly progress?: (done: number, total: number) => void;
}

/** One merge: what stood side by side, and how often before it was merged. */
export interface Merge {
  /** Tokens on the left. */
  readonly left: readonly number[];
  /** Tokens on the right. */
  readonly right: readonly number[];
  readonly count: number;
}

/** Merges in the order in which they were made. */
export interface LearntMerges {
  readonly merges: readonly Merge[];
  /** Why there are no more: as many as wanted, or no pair left that is frequent and short enough. */
  readonly stopped: 'merges' | 'min-count';
}

/**
 * Learns n-grams of tokens as byte-pair encoding learns its vocabulary: the most frequent pair of neighbours becomes one
 * symbol, again and again.
 *
 * No pair crosses from one sequence to the next. Occurrences that overlap count from left to right, so `a a a` holds the
 * pair `a a` once. Of equally frequent pairs the one that stands first in the sequences goes first. The same tokens in the
 * same order are the same symbol, however they were joined, so a pair may be merged again when it has come about anew.
 * The cost for n tokens is of order n log n.
 *
 * Source: Sennrich, Haddow and Birch, "Neural machine translation of rare words with subword units", ACL 2016, over
 * tokens in place of characters.
 *
 * @param sequences token indices, one array per stretch of text
 * @throws TomoniError `invalid-argument` where an option is out of range, `aborted` where the signal stops it
 *
 * @example
 * ```ts
 * import { learnMerges } from '@tomoni/labels';
 *
 * const { merges } = await learnMerges([Int32Array.of(7, 8, 9, 7, 8), Int32Array.of(7, 8, 9)], { merges: 2 });
 * console.log(merges.map(({ left, right, count }) => `${left} + ${right}: ${count}`)); // ['7 + 8: 3', '7,8 + 9: 2']
 * ```
 */
export async function learnMerges(
  sequences: readonly Int32Array[],
  options: MergeOptions = {},
  { signal, progress }: MergeControl = {},
): Promise<LearntMerges> {
  const { merges: wanted, minCount, maxLength } = mergeOptions(options);
  throwIfAborted(signal);
  const symbols = new Symbols();
  const pairs = new PairCounts(asSymbols(sequences, symbols), symbols, maxLength);
  const merges: Merge[] = [];
  let last = performance.now();
  while (merges.length < wanted) {
    const pair = pairs.mostFrequent();
    if (pair === undefined || pair.count < minCount) {
      progress?.(merges.length, wanted);
      return { merges, stopped: 'min-count' };
    }
    const { left, right, count } = pair;
    merges.push({ left: symbols.tokens(left), right: symbols.tokens(right), count });
    pairs.merge(pair, symbols.join(left, right));
    if (performance.now() - last > 50) {
      progress?.(merges.length, wanted);
      await new Promise((resolve) => setTimeout(resolve));
      throwIfAborted(signal);
      last = performance.now();
    }
  }
  progress?.(merges.length, wanted);
  return { merges, stopped: 'merges' };
}

/** {@link MergeOptions} with their defaults. @throws TomoniError `invalid-argument` where one is out of range */
export function mergeOptions({
  merges = 1000,
  minCount = 2,
  maxLength = 8,
}: MergeOptions): Required<MergeOptions> {
  requireWhole('merges', merges, 1);
  requireWhole('minCount', minCount, 2);
  requireWhole('maxLength', maxLength, 2);
  return { merges, minCount, maxLength };
}

function requireWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The option '${name}' is ${value}, not a whole number from ${least} on.`,
    remedy: `Give a whole number as '${name}'.`,
  });
}

function asSymbols(sequences: readonly Int32Array[], symbols: Symbols): Int32Array[] {
  const known = new Map<number, number>();
  const symbolOf = (token: number) => {
    let symbol = known.get(token);
    if (symbol === undefined) {
      symbol = symbols.of([token]);
      known.set(token, symbol);
    }
    return symbol;
  };
  return sequences.map((sequence) => sequence.map(symbolOf));
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new TomoniError({
      code: 'aborted',
      what: 'The learning of n-grams was stopped by its signal.',
      cause: signal.reason,
    });
}
