import type { Interval } from '../intervals/interval.js';

/** What is held against "no difference": a difference in either direction, a greater first sample, or a lesser one. */
export type Alternative = 'two-sided' | 'greater' | 'less';

/**
 * The probability of a statistic at least as extreme, from the upper tail of a distribution that is symmetric about 0.
 */
export function tailProbability(
  tail: (statistic: number) => number,
  statistic: number,
  alternative: Alternative,
): number {
  if (alternative === 'greater') return tail(statistic);
  if (alternative === 'less') return tail(-statistic);
  return 2 * tail(Math.abs(statistic));
}

/**
 * The values that the test does not reject: open to one side for a one-sided alternative.
 *
 * @param critical the statistic that is exceeded with a given probability
 */
export function testInterval(
  estimate: number,
  standardError: number,
  critical: (probability: number) => number,
  alternative: Alternative,
  confidence: number,
): Interval {
  const tail = (1 - confidence) / (alternative === 'two-sided' ? 2 : 1);
  const reach = standardError === 0 ? 0 : critical(tail) * standardError;
  return {
    lower: alternative === 'less' ? Number.NEGATIVE_INFINITY : estimate - reach,
    upper: alternative === 'greater' ? Number.POSITIVE_INFINITY : estimate + reach,
    confidence,
  };
}
