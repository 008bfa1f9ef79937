import { TomoniError } from '@tomoni/spec';
import { studentCritical, studentTail } from '../distributions/student.js';
import type { Interval } from '../intervals/interval.js';
import { requireConfidence, requireEqualLengths, requireSample } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';
import { mean } from '../summary/mean.js';
import { variance } from '../summary/standard-deviation.js';

/** Options of {@link contrastTest}. */
export interface ContrastOptions {
  /** Whether all samples are taken to vary alike; then a sample may have a single value. Default: false. */
  readonly pooled?: boolean;
  /** Of the interval, in (0, 1). Default: 0.95. */
  readonly confidence?: number;
}

/** A weighted sum of means, and how sure it is. */
export interface ContrastResult {
  /** The weighted sum, in the unit of the values. */
  readonly estimate: number;
  readonly standardError: number;
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  /** Two-sided, by Student's t; `NaN` where there is neither spread nor difference. */
  readonly pValue: number;
  readonly interval: Interval;
}

/**
 * Tests a weighted sum of the means of independent samples against 0, such as the mean of some subsets less that of others.
 *
 * Each sample has a variance of its own, with degrees of freedom by Satterthwaite, unless they are pooled. Weights 1 and −1
 * on two samples give Welch's test, or Student's where pooled.
 *
 * Source: Welch, "The generalization of 'Student's' problem when several different population variances are involved", 1947.
 *
 * @param samples the values of each, independent of all others
 * @param weights one per sample; a sample of weight 0 counts only towards a pooled variance
 * @throws TomoniError `invalid-argument` where there is not one weight per sample; `invalid-data` where a sample is too small or holds what is not finite
 *
 * @example
 * ```ts
 * import { contrastTest } from '@tomoni/statistics';
 *
 * const samples = [[0.71, 0.72, 0.7], [0.69, 0.7, 0.68], [0.66, 0.68, 0.67]];
 * const { estimate, interval } = contrastTest(samples, [-1, 0.5, 0.5]); // the last two against the first
 * console.log(estimate, interval.lower, interval.upper);
 * ```
 */
export function contrastTest(
  samples: readonly ArrayLike<number>[],
  weights: ArrayLike<number>,
  options: ContrastOptions = {},
): ContrastResult {
  const { pooled = false, confidence = 0.95 } = options;
  requireConfidence(confidence);
  requireEqualLengths(samples, weights, ['samples', 'weights']);
  const used = samples.filter((_, i) => weights[i] !== 0);
  if (used.length === 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'No sample has a weight other than 0.',
      remedy: 'Give the samples that are compared weights that are not 0.',
    });
  (pooled ? samples : used).forEach((values) => {
    requireSample(values, pooled ? 1 : 2, 'sample');
  });
  const weight = (i: number) => weights[i] as number;
  const sample = (i: number) => samples[i] as ArrayLike<number>;
  const estimate = sum(samples.length, (i) => (weight(i) === 0 ? 0 : weight(i) * mean(sample(i))));
  const { squaredError, degreesOfFreedom } = pooled
    ? pooledError(samples, weights)
    : separateError(
        used,
        Array.from(weights).filter((each) => each !== 0),
      );
  const standardError = Math.sqrt(squaredError);
  const statistic = estimate / standardError;
  const reach = standardError * studentCritical((1 - confidence) / 2, degreesOfFreedom);
  return {
    estimate,
    standardError,
    statistic,
    degreesOfFreedom,
    pValue: 2 * studentTail(Math.abs(statistic), degreesOfFreedom),
    interval: { lower: estimate - reach, upper: estimate + reach, confidence },
  };
}

function separateError(samples: readonly ArrayLike<number>[], weights: readonly number[]) {
  const parts = samples.map((values, i) => ((weights[i] as number) ** 2 * variance(values)) / values.length);
  const freedoms = samples.map((values) => values.length - 1);
  const squaredError = sum(parts.length, (i) => parts[i] as number);
  const degreesOfFreedom =
    squaredError === 0
      ? sum(freedoms.length, (i) => freedoms[i] as number)
      : 1 / sum(parts.length, (i) => ((parts[i] as number) / squaredError) ** 2 / (freedoms[i] as number));
  return { squaredError, degreesOfFreedom };
}

function pooledError(samples: readonly ArrayLike<number>[], weights: ArrayLike<number>) {
  const degreesOfFreedom = sum(samples.length, (i) => (samples[i] as ArrayLike<number>).length - 1);
  if (degreesOfFreedom === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'Every sample has a single value, which says nothing of how values vary.',
      remedy: 'Repeat at least one of them with more seeds.',
    });
  const squares = sum(samples.length, (i) => {
    const values = samples[i] as ArrayLike<number>;
    return values.length < 2 ? 0 : (values.length - 1) * variance(values);
  });
  const shares = sum(
    samples.length,
    (i) => (weights[i] as number) ** 2 / (samples[i] as ArrayLike<number>).length,
  );
  return { squaredError: (squares / degreesOfFreedom) * shares, degreesOfFreedom };
}
