import type { Alternative } from '../distributions/alternative.js';
import type { Interval } from '../intervals/interval.js';

/** Numbers in order, of which a rank test rejects the outermost. */
interface Ordered {
  readonly count: number;
  at(k: number): number;
}

/**
 * The shifts that a rank test does not reject: between the numbers that stand `rejected` places from either end.
 *
 * @param rejected how many at each end are rejected with some probability; −1 where not even all are
 */
export function rankInterval(
  numbers: Ordered,
  rejected: (probability: number) => number,
  alternative: Alternative,
  confidence: number,
): Interval {
  const outer = rejected((1 - confidence) / (alternative === 'two-sided' ? 2 : 1));
  const bounded = outer >= 0 && numbers.count > 0;
  return {
    lower: bounded && alternative !== 'less' ? numbers.at(outer + 1) : Number.NEGATIVE_INFINITY,
    upper:
      bounded && alternative !== 'greater' ? numbers.at(numbers.count - outer) : Number.POSITIVE_INFINITY,
    confidence,
  };
}

/** The middle number, or the mean of the two in the middle. */
export function middle(numbers: Ordered): number {
  const half = Math.ceil(numbers.count / 2);
  return numbers.count % 2 === 1 ? numbers.at(half) : (numbers.at(half) + numbers.at(half + 1)) / 2;
}
