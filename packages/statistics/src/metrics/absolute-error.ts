import { requireEqualLengths } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';

/**
 * The mean of the absolute differences, in the unit of the values; `NaN` for empty lists.
 *
 * @throws TomoniError `invalid-argument` where the lists differ in length
 *
 * @example
 * ```ts
 * import { meanAbsoluteError } from '@tomoni/statistics';
 *
 * console.log(meanAbsoluteError([1, 2, 3], [1, 2, 6])); // 1
 * ```
 */
export function meanAbsoluteError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireEqualLengths(actual, predicted, ['actual values', 'predicted values']);
  const distances = sum(actual.length, (i) => Math.abs((predicted[i] as number) - (actual[i] as number)));
  return distances / actual.length;
}
