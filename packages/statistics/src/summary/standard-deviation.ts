import { sum } from '../numeric/sum.js';
import { mean } from './mean.js';

/**
 * The variance of a sample, with n − 1 in the denominator: exactly 0 where all values are equal; `NaN` for fewer than two values.
 *
 * In two passes, with the rounding error of the mean taken out. Source: Chan, Golub & LeVeque, "Algorithms for
 * computing the sample variance", 1983.
 *
 * @example
 * ```ts
 * import { variance } from '@tomoni/statistics';
 *
 * console.log(variance([1, 2, 3])); // 1
 * ```
 */
export function variance(values: ArrayLike<number>): number {
  const n = values.length;
  if (n < 2) return Number.NaN;
  const center = mean(values);
  const deviation = (i: number) => (values[i] as number) - center;
  return (sum(n, (i) => deviation(i) ** 2) - sum(n, deviation) ** 2 / n) / (n - 1);
}

/**
 * The standard deviation of a sample, with n − 1 in the denominator; `NaN` for fewer than two values.
 *
 * @example
 * ```ts
 * import { standardDeviation } from '@tomoni/statistics';
 *
 * console.log(standardDeviation([2, 4, 6])); // 2
 * ```
 */
export function standardDeviation(values: ArrayLike<number>): number {
  return Math.sqrt(variance(values));
}
