import { requireEqualLengths } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';

/**
 * The coefficient of determination R²: 1 for perfect predictions, 0 for those no better than the mean, below 0 for worse.
 *
 * Where all actual values are equal it is 1 for perfect predictions and else 0, as in scikit-learn; `NaN` for
 * fewer than two values.
 *
 * @throws TomoniError `invalid-argument` where the lists differ in length
 *
 * @example
 * ```ts
 * import { rSquared } from '@tomoni/statistics';
 *
 * console.log(rSquared([1, 2, 3], [1, 2, 4])); // 0.5
 * ```
 */
export function rSquared(actual: ArrayLike<number>, predicted: ArrayLike<number>): number {
  requireEqualLengths(actual, predicted, ['actual values', 'predicted values']);
  const n = actual.length;
  if (n < 2) return Number.NaN;
  const mean = sum(n, (i) => actual[i] as number) / n;
  const residual = sum(n, (i) => ((actual[i] as number) - (predicted[i] as number)) ** 2);
  const total = sum(n, (i) => ((actual[i] as number) - mean) ** 2);
  if (total === 0) return Number.isNaN(residual) ? Number.NaN : residual === 0 ? 1 : 0;
  return 1 - residual / total;
}
