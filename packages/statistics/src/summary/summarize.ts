import { mean } from './mean.js';
import { quantile } from './quantile.js';
import { standardDeviation } from './standard-deviation.js';

/** A sample in a few numbers, in the unit of its values; `NaN` where one is not defined. */
export interface Summary {
  /** Number of values. */
  readonly n: number;
  readonly mean: number;
  /** With n − 1 in the denominator. */
  readonly standardDeviation: number;
  /** Of the mean: standardDeviation / √n. */
  readonly standardError: number;
  readonly minimum: number;
  readonly lowerQuartile: number;
  readonly median: number;
  readonly upperQuartile: number;
  readonly maximum: number;
}

/**
 * Describes a sample.
 *
 * @example
 * ```ts
 * import { summarize } from '@tomoni/statistics';
 *
 * const { mean, standardDeviation } = summarize([0.91, 0.93, 0.92]);
 * console.log(mean, standardDeviation); // 0.92 0.01, up to rounding
 * ```
 */
export function summarize(values: ArrayLike<number>): Summary {
  const deviation = standardDeviation(values);
  return {
    n: values.length,
    mean: mean(values),
    standardDeviation: deviation,
    standardError: deviation / Math.sqrt(values.length),
    minimum: quantile(values, 0),
    lowerQuartile: quantile(values, 0.25),
    median: quantile(values, 0.5),
    upperQuartile: quantile(values, 0.75),
    maximum: quantile(values, 1),
  };
}
