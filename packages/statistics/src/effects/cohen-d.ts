import { normalCritical } from '../distributions/normal.js';
import { criticalInterval } from '../intervals/critical-interval.js';
import type { IntervalOptions } from '../intervals/mean-interval.js';
import { requireConfidence, requireSample, requireSamples } from '../numeric/checks.js';
import { mean } from '../summary/mean.js';
import { meanDifference } from '../summary/mean-difference.js';
import { standardDeviation, variance } from '../summary/standard-deviation.js';
import type { EffectSize } from './effect-size.js';

/** The standard deviation that two samples share, estimated from both. */
export function pooledDeviation(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const squares = (a.length - 1) * variance(a) + (b.length - 1) * variance(b);
  return Math.sqrt(squares / (a.length + b.length - 2));
}

/**
 * The difference of two means in pooled standard deviations, positive where the first is greater.
 *
 * Without any spread it is `NaN` for equal means and else ±∞. The interval is the large-sample one of Hedges & Olkin,
 * "Statistical methods for meta-analysis", 1985.
 *
 * @throws TomoniError `invalid-data` where a sample has fewer than two values or one that is not finite
 *
 * @example
 * ```ts
 * import { cohenD } from '@tomoni/statistics';
 *
 * console.log(cohenD([0.92, 0.94, 0.93], [0.9, 0.91, 0.92]).value); // 2, up to rounding
 * ```
 */
export function cohenD(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: IntervalOptions = {},
): EffectSize {
  requireSamples(a, b);
  const value = meanDifference(a, b) / pooledDeviation(a, b);
  const n = a.length + b.length;
  const error = Math.sqrt(n / (a.length * b.length) + value ** 2 / (2 * n));
  return standardized("Cohen's d", value, error, options);
}

/**
 * The mean of paired differences in their standard deviations.
 *
 * Without any spread it is `NaN` for a mean of 0 and else ±∞. The interval is the large-sample one.
 *
 * @param differences first minus second, one per pair
 * @throws TomoniError `invalid-data` for fewer than two differences or one that is not finite
 *
 * @example
 * ```ts
 * import { cohenDz } from '@tomoni/statistics';
 *
 * console.log(cohenDz([0.01, 0.02, 0.03]).value); // 2, up to rounding
 * ```
 */
export function cohenDz(differences: ArrayLike<number>, options: IntervalOptions = {}): EffectSize {
  requireSample(differences, 2, 'list of differences');
  const value = mean(differences) / standardDeviation(differences);
  const n = differences.length;
  return standardized("Cohen's d of differences", value, Math.sqrt(1 / n + value ** 2 / (2 * n)), options);
}

/** An effect size with its interval by the normal distribution. */
export function standardized(
  name: string,
  value: number,
  standardError: number,
  { confidence = 0.95 }: IntervalOptions,
): EffectSize {
  requireConfidence(confidence);
  const interval = Number.isFinite(value)
    ? criticalInterval(value, standardError, normalCritical, 'two-sided', confidence)
    : { lower: Number.NaN, upper: Number.NaN, confidence };
  return { name, value, interval };
}
