import { kthSmallest } from '../numeric/kth-smallest.js';

/** The differences between every value of one sample and every one of another, without listing them: m n. */
export interface PairwiseDifferences {
  readonly count: number;
  /** The `k`-th smallest, from 1. */
  at(k: number): number;
}

/** Takes time (m + n) log (m + n) to prepare, and m + n for each halving of the range in `at`. */
export function pairwiseDifferences(a: ArrayLike<number>, b: ArrayLike<number>): PairwiseDifferences {
  const first = Float64Array.from(a).sort();
  const second = Float64Array.from(b).sort();
  const countUpTo = (limit: number) => {
    let pairs = 0;
    let partner = 0;
    for (const value of first) {
      while (partner < second.length && value - (second[partner] as number) > limit) partner++;
      pairs += second.length - partner;
    }
    return pairs;
  };
  const lowest = (first[0] as number) - (second.at(-1) as number);
  const highest = (first.at(-1) as number) - (second[0] as number);
  return {
    count: first.length * second.length,
    at: (k) => kthSmallest(countUpTo, k, lowest, highest),
  };
}
