import { type Alternative, tailProbability } from '../distributions/alternative.js';
import { normalCritical } from '../distributions/normal.js';
import { studentTail } from '../distributions/student.js';
import type { Interval } from '../intervals/interval.js';
import type { IntervalOptions } from '../intervals/mean-interval.js';
import { requireConfidence, requireEqualLengths } from '../numeric/checks.js';

/** How strongly two lists of numbers go together. */
export interface Correlation {
  /** −1 to 1; `NaN` where it is not defined, as for a constant list. */
  readonly coefficient: number;
  /** Of no correlation against the alternative; `NaN` where it is not defined. */
  readonly pValue: number;
  /** On Fisher's z scale; open to one side for a one-sided alternative. */
  readonly interval: Interval;
  /** Number of pairs. */
  readonly n: number;
}

/** Options of a correlation. */
export interface CorrelationOptions extends IntervalOptions {
  /** Default: `two-sided`. */
  readonly alternative?: Alternative;
}

/** Options with their defaults. */
export type CheckedOptions = Required<CorrelationOptions>;

/** @throws TomoniError `invalid-argument` where the lists differ in length or the confidence is not between 0 and 1 */
export function checkedOptions(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { alternative = 'two-sided', confidence = 0.95 }: CorrelationOptions,
): CheckedOptions {
  requireEqualLengths(x, y, ['values of x', 'values of y']);
  requireConfidence(confidence);
  return { alternative, confidence };
}

/** The p-value of a correlation that follows Student's t with n − 2 degrees of freedom after `r √((n − 2) / (1 − r²))`. */
export function studentProbability(coefficient: number, n: number, alternative: Alternative): number {
  const t = coefficient * Math.sqrt((n - 2) / ((1 - coefficient) * (1 + coefficient)));
  return tailProbability((statistic) => studentTail(statistic, n - 2), t, alternative);
}

/** The interval on the scale of Fisher's z, where the coefficient has the given standard error. */
export function fisherInterval(
  coefficient: number,
  standardError: number,
  { alternative, confidence }: CheckedOptions,
): Interval {
  if (Number.isNaN(coefficient)) return { lower: Number.NaN, upper: Number.NaN, confidence };
  const reach = standardError * normalCritical((1 - confidence) / (alternative === 'two-sided' ? 2 : 1));
  const z = Math.atanh(coefficient);
  const bound = (end: 1 | -1) => (Number.isFinite(reach) ? Math.tanh(z + end * reach) : end);
  return {
    lower: alternative === 'less' ? -1 : bound(-1),
    upper: alternative === 'greater' ? 1 : bound(1),
    confidence,
  };
}
