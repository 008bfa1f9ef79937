import { requireEqualLengths } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';

/**
 * The mean of the squared differences; `NaN` for empty lists.
 *
 * @throws TomoniError `invalid-argument` where the lists differ in length
 *
 * @example
 * ```ts
 * import { meanSquaredError } from '@tomoni/statistics';
 *
 * console.log(meanSquaredError([1, 2, 3], [1, 2, 5])); // 1.3333333333333333
 * ```
 */
export function meanSquaredError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireEqualLengths(actual, predicted, ['actual values', 'predicted values']);
  const squares = sum(actual.length, (i) => ((predicted[i] as number) - (actual[i] as number)) ** 2);
  return squares / actual.length;
}

/**
 * The square root of the {@link meanSquaredError}, in the unit of the values; `NaN` for empty lists.
 *
 * @throws TomoniError `invalid-argument` where the lists differ in length
 *
 * @example
 * ```ts
 * import { rootMeanSquaredError } from '@tomoni/statistics';
 *
 * console.log(rootMeanSquaredError([1, 2, 3], [1, 2, 5])); // 1.1547005383792515
 * ```
 */
export function rootMeanSquaredError(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  return Math.sqrt(meanSquaredError(actual, predicted));
}
