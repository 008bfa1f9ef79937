import { kthSmallest } from '../numeric/kth-smallest.js';

/** The means of all pairs of some values, each value with itself too, without listing them: n (n + 1) / 2. */
export interface WalshAverages {
  readonly count: number;
  /** The `k`-th smallest, from 1. */
  at(k: number): number;
}

/** Takes time n log n to prepare, and n for each halving of the range in `at`. */
export function walshAverages(values: ArrayLike<number>): WalshAverages {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const countUpTo = (limit: number) => {
    let pairs = 0;
    let partner = n - 1;
    for (let i = 0; i < n; i++) {
      while (partner >= i && ((sorted[i] as number) + (sorted[partner] as number)) / 2 > limit) partner--;
      if (partner < i) break;
      pairs += partner - i + 1;
    }
    return pairs;
  };
  return {
    count: (n * (n + 1)) / 2,
    at: (k) => kthSmallest(countUpTo, k, sorted[0] as number, sorted[n - 1] as number),
  };
}
