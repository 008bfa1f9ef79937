import { adjustRanked } from './adjust.js';

/**
 * Bonferroni's correction: holds the chance of any false discovery; each p-value times their number.
 *
 * `NaN` stays `NaN` and does not count as a test.
 *
 * @throws TomoniError `invalid-argument` where a value is outside [0, 1]
 *
 * @example
 * ```ts
 * import { bonferroni } from '@tomoni/statistics';
 *
 * console.log(bonferroni([0.01, 0.5])); // [0.02, 1]
 * ```
 */
export function bonferroni(pValues: ArrayLike<number>): number[] {
  return adjustRanked(pValues, (ascending) => ascending.map((p) => p * ascending.length));
}
