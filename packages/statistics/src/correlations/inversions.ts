import type { TiedGroup } from './ranks.js';

/**
 * Counts the pairs that x and y order oppositely, and those equal in both, in O(n log n).
 *
 * @param xGroups the groups of equal x, ascending
 * @param yGroups the groups of equal y, ascending
 */
export function discordantPairs(
  xGroups: readonly TiedGroup[],
  yGroups: readonly TiedGroup[],
): { readonly discordant: number; readonly tiedInBoth: number } {
  const n = xGroups.at(-1)?.end ?? 0;
  const yRank = new Uint32Array(n);
  yGroups.forEach(({ places }, rank) => {
    for (const place of places) yRank[place] = rank;
  });
  const seen = new RankCounter(yGroups.length);
  let discordant = 0;
  let tiedInBoth = 0;
  let before = 0;
  for (const { places } of xGroups) {
    for (const place of places) discordant += before - seen.upTo(yRank[place] as number);
    const ranks = Uint32Array.from(places, (place) => yRank[place] as number).sort();
    for (let i = 0, run = 0; i < ranks.length; i++) {
      run = i > 0 && ranks[i] === ranks[i - 1] ? run + 1 : 0;
      tiedInBoth += run;
      seen.add(ranks[i] as number);
    }
    before += places.length;
  }
  return { discordant, tiedInBoth };
}

/** Counts how many of the ranks added so far are at most a given one (a Fenwick tree). */
class RankCounter {
  readonly #counts: Float64Array;

  constructor(ranks: number) {
    this.#counts = new Float64Array(ranks + 1);
  }

  add(rank: number): void {
    for (let i = rank + 1; i < this.#counts.length; i += i & -i)
      this.#counts[i] = (this.#counts[i] as number) + 1;
  }

  upTo(rank: number): number {
    let count = 0;
    for (let i = rank + 1; i > 0; i -= i & -i) count += this.#counts[i] as number;
    return count;
  }
}

/**
 * The probability that a random order of n things has at most `count` inversions.
 *
 * Thing by thing, each of which adds 0 to i − 1 inversions to those before it, equally likely. Only positive numbers
 * are added, so that small probabilities keep their digits.
 */
export function inversionProbability(n: number, count: number): number {
  const most = (n * (n - 1)) / 2;
  if (count >= most) return 1;
  if (count > most / 2) return 1 - inversionProbability(n, most - count - 1);
  let probabilities = new Float64Array(count + 1);
  probabilities[0] = 1;
  for (let i = 2; i <= n; i++) {
    const next = new Float64Array(count + 1);
    for (let k = 0; k <= count; k++) {
      for (let added = 0; added < i && added <= k; added++)
        next[k] = (next[k] as number) + (probabilities[k - added] as number);
      next[k] = (next[k] as number) / i;
    }
    probabilities = next;
  }
  return probabilities.reduce((total, probability) => total + probability, 0);
}
