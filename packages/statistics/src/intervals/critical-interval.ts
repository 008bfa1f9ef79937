import type { Alternative } from '../distributions/alternative.js';
import type { Interval } from './interval.js';

/**
 * The estimate and its critical number of standard errors on either side; open to one side for a one-sided alternative.
 *
 * @param critical the value that the standardised estimate exceeds with a given probability
 */
export function criticalInterval(
  estimate: number,
  standardError: number,
  critical: (probability: number) => number,
  alternative: Alternative,
  confidence: number,
): Interval {
  const tail = (1 - confidence) / (alternative === 'two-sided' ? 2 : 1);
  const reach = critical(tail) * standardError;
  return {
    lower: alternative === 'less' ? Number.NEGATIVE_INFINITY : estimate - reach,
    upper: alternative === 'greater' ? Number.POSITIVE_INFINITY : estimate + reach,
    confidence,
  };
}
