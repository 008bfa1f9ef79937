import type { Merge } from './learn-merges.js';
import type { NgramMatch, NgramMatcher } from './ngram.js';
import { addToHeap, removeFirst } from './number-heap.js';
import { Symbols } from './symbols.js';

const BASE = 2 ** 24;
const NONE = -1;

/**
 * Finds n-grams by making the merges again, in their order, each from left to right: on the texts that they were learnt
 * from this gives exactly what the learning ended with.
 *
 * @param indexOf index of an n-gram by its tokens, joined by commas
 */
export function replayMatcher(
  merges: readonly Merge[],
  indexOf: (tokens: readonly number[]) => number | undefined,
): NgramMatcher {
  const symbols = new Symbols();
  /** By pair: the ranks at which it is merged, ascending. */
  const ranks = new Map<number, number[]>();
  const merged = merges.map(({ left, right }, rank) => {
    const [a, b] = [symbols.of(left), symbols.of(right)];
    const key = a * BASE + b;
    const known = ranks.get(key);
    if (known === undefined) ranks.set(key, [rank]);
    else known.push(rank);
    return { left: a, right: b, symbol: symbols.join(a, b) };
  });
  const ngrams = symbols.contents.map((tokens) => (tokens.length > 1 ? indexOf(tokens) : undefined));
  const single = new Map(
    symbols.contents.flatMap(([first, ...more], symbol) =>
      first !== undefined && more.length === 0 ? [[first, symbol] as const] : [],
    ),
  );

  return (tokens) => {
    const { length } = tokens;
    const at = Int32Array.from(tokens, (token) => single.get(token) ?? NONE);
    const next = Int32Array.from(at, (_, i) => (i + 1 < length ? i + 1 : NONE));
    const previous = Int32Array.from(at, (_, i) => i - 1);
    /** Merges that are due, as rank · length + place, the next one first. */
    const due: number[] = [];
    const watch = (left: number, right: number, after: number) => {
      if (left === NONE || right === NONE || at[left] === NONE || at[right] === NONE) return;
      const rank = ranks.get((at[left] as number) * BASE + (at[right] as number))?.find((r) => r > after);
      if (rank !== undefined) addToHeap(due, rank * length + left);
    };
    for (let i = 0; i + 1 < length; i++) watch(i, i + 1, -1);
    for (let key = takeFirst(due); key !== undefined; key = takeFirst(due)) {
      const rank = Math.floor(key / length);
      const place = key % length;
      const { left, right, symbol } = merged[rank] as (typeof merged)[number];
      const second = next[place] as number;
      if (at[place] !== left || second === NONE || at[second] !== right) continue;
      at[second] = NONE;
      at[place] = symbol;
      next[place] = next[second] as number;
      if (next[place] !== NONE) previous[next[place] as number] = place;
      watch(previous[place] as number, place, rank);
      watch(place, next[place] as number, rank);
    }
    const matches: NgramMatch[] = [];
    for (let place = 0; place !== NONE && place < length; place = next[place] as number) {
      const ngram = at[place] === NONE ? undefined : ngrams[at[place] as number];
      if (ngram === undefined) continue;
      matches.push({ start: place, end: place + symbols.length(at[place] as number), ngram });
    }
    return matches;
  };
}

function takeFirst(heap: number[]): number | undefined {
  const first = heap[0];
  if (first !== undefined) removeFirst(heap);
  return first;
}
