import { adjustRanked, runningMaximum } from './adjust.js';

/**
 * Holm's step-down correction: holds the chance of any false discovery, and rejects all that Bonferroni's does and more.
 *
 * `NaN` stays `NaN` and does not count as a test.
 *
 * Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.
 *
 * @throws TomoniError `invalid-argument` where a value is outside [0, 1]
 *
 * @example
 * ```ts
 * import { holm } from '@tomoni/statistics';
 *
 * console.log(holm([0.01, 0.04, 0.03])); // [0.03, 0.06, 0.06]
 * ```
 */
export function holm(pValues: ArrayLike<number>): number[] {
  return adjustRanked(pValues, (ascending) =>
    runningMaximum(ascending.map((p, rank) => p * (ascending.length - rank))),
  );
}
