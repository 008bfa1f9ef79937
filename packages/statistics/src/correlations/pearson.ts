import { sum } from '../numeric/sum.js';
import { isConstant } from '../summary/constant.js';
import { mean } from '../summary/mean.js';
import {
  type Correlation,
  type CorrelationOptions,
  checkedOptions,
  fisherInterval,
  studentProbability,
} from './correlation.js';

/** Pearson's r alone; `NaN` for fewer than two pairs, a constant list or a value that is not finite. */
export function pearsonCoefficient(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const n = x.length;
  if (n < 2 || isConstant(x) || isConstant(y)) return Number.NaN;
  const first = scaledDeviations(x);
  const second = scaledDeviations(y);
  const product = (a: Float64Array, b: Float64Array) => sum(n, (i) => (a[i] as number) * (b[i] as number));
  const norm = Math.sqrt(product(first, first) * product(second, second));
  return Math.min(1, Math.max(-1, product(first, second) / norm));
}

/** Deviations from the mean, the largest scaled to 1 so that no square overflows. */
function scaledDeviations(values: ArrayLike<number>): Float64Array {
  const center = mean(values);
  const deviations = Float64Array.from(values, (value) => value - center);
  const largest = deviations.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return deviations.map((value) => value / largest);
}

/**
 * Pearson's product-moment correlation, with the exact p-value for normal data.
 *
 * `NaN` for fewer than two pairs, a constant list or a value that is not finite. Two pairs say nothing: p is 1.
 *
 * @throws TomoniError `invalid-argument` where the lists differ in length
 *
 * @example
 * ```ts
 * import { pearson } from '@tomoni/statistics';
 *
 * const { coefficient, pValue, interval } = pearson([1, 2, 3, 4, 5], [1, 3, 2, 5, 4]);
 * console.log(coefficient, pValue, interval.lower); // 0.8 0.104… -0.279…
 * ```
 */
export function pearson(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  options: CorrelationOptions = {},
): Correlation {
  const checked = checkedOptions(x, y, options);
  const n = x.length;
  const coefficient = pearsonCoefficient(x, y);
  const probability =
    n === 2 && !Number.isNaN(coefficient) ? 1 : studentProbability(coefficient, n, checked.alternative);
  return {
    coefficient,
    pValue: probability,
    interval: fisherInterval(coefficient, n > 3 ? 1 / Math.sqrt(n - 3) : Number.POSITIVE_INFINITY, checked),
    n,
  };
}
