import { studentCritical } from '../distributions/student.js';
import { requireConfidence, requireSample } from '../numeric/checks.js';
import { mean } from '../summary/mean.js';
import { standardDeviation } from '../summary/standard-deviation.js';
import { criticalInterval } from './critical-interval.js';
import type { Interval } from './interval.js';

/** Options of an interval. */
export interface IntervalOptions {
  /** How often such intervals hold the true value, in (0, 1). Default: 0.95. */
  readonly confidence?: number;
}

/**
 * The interval of a mean by Student's t.
 *
 * @throws TomoniError `invalid-data` for fewer than two values or one that is not finite
 *
 * @example
 * ```ts
 * import { meanInterval } from '@tomoni/statistics';
 *
 * const { lower, upper } = meanInterval([0.91, 0.93, 0.92], { confidence: 0.95 });
 * console.log(lower, upper); // 0.895… 0.944…
 * ```
 */
export function meanInterval(values: ArrayLike<number>, options: IntervalOptions = {}): Interval {
  const { confidence = 0.95 } = options;
  requireConfidence(confidence);
  requireSample(values, 2, 'sample');
  const standardError = standardDeviation(values) / Math.sqrt(values.length);
  const critical = (probability: number) => studentCritical(probability, values.length - 1);
  return criticalInterval(mean(values), standardError, critical, 'two-sided', confidence);
}
