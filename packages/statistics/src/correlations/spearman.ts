import {
  type Correlation,
  type CorrelationOptions,
  checkedOptions,
  fisherInterval,
  studentProbability,
} from './correlation.js';
import { pearsonCoefficient } from './pearson.js';
import { averageRanks, isOrdered } from './ranks.js';

/**
 * Spearman's rank correlation, equal values sharing the mean of their ranks; the p-value is by Student's t.
 *
 * `NaN` for fewer than two pairs, a constant list or a `NaN` among the values; for two pairs there is no p-value. The
 * interval uses the variance of Bonett & Wright, "Sample size requirements for estimating Pearson, Kendall and
 * Spearman correlations", 2000.
 *
 * @throws TomoniError `invalid-argument` where the lists differ in length
 *
 * @example
 * ```ts
 * import { spearman } from '@tomoni/statistics';
 *
 * console.log(spearman([1, 2, 3, 4], [1, 4, 9, 16]).coefficient); // 1
 * ```
 */
export function spearman(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: CorrelationOptions = {},
): Correlation {
  const checked = checkedOptions(x, y, options);
  const n = x.length;
  const ordered = isOrdered(x) && isOrdered(y);
  const coefficient = ordered ? pearsonCoefficient(averageRanks(x), averageRanks(y)) : Number.NaN;
  const error = n > 3 ? Math.sqrt((1 + coefficient ** 2 / 2) / (n - 3)) : Number.POSITIVE_INFINITY;
  return {
    coefficient,
    pValue: studentProbability(coefficient, n, checked.alternative),
    interval: fisherInterval(coefficient, error, checked),
    n,
  };
}
