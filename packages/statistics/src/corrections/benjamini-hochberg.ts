import { adjustRanked, trailingMinimum } from './adjust.js';

/**
 * Benjamini and Hochberg's correction: holds the expected share of false discoveries among all discoveries.
 *
 * `NaN` stays `NaN` and does not count as a test.
 *
 * Source: Benjamini & Hochberg, "Controlling the false discovery rate", 1995.
 *
 * @throws TomoniError `invalid-argument` where a value is outside [0, 1]
 *
 * @example
 * ```ts
 * import { benjaminiHochberg } from '@tomoni/statistics';
 *
 * console.log(benjaminiHochberg([0.01, 0.04, 0.03])); // [0.03, 0.04, 0.04]
 * ```
 */
export function benjaminiHochberg(pValues: ArrayLike<number>): number[] {
  return adjustRanked(pValues, (ascending) =>
    trailingMinimum(ascending.map((p, rank) => (p * ascending.length) / (rank + 1))),
  );
}
