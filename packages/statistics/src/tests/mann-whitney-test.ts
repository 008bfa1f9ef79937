import { averageRanks, tieCorrection } from '../correlations/ranks.js';
import { type Alternative, tailProbability } from '../distributions/alternative.js';
import { normalCritical, normalTail } from '../distributions/normal.js';
import { drawnSumProbabilities, lowerQuantile, sumTail } from '../distributions/rank-sums.js';
import { cliffsDelta } from '../effects/cliffs-delta.js';
import { requireConfidence, requireSamples } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';
import { pairwiseDifferences } from '../summary/pairwise-differences.js';
import { middle, rankInterval } from './rank-interval.js';
import { described, type TestOptions, type TestResult } from './test-result.js';

/** Up to so many values in both samples together the probabilities are exact. */
const mostExact = 60;

/**
 * The Mann–Whitney U test of two independent samples: whether values of the first tend to be above those of the second.
 *
 * The statistic is U of the first sample: the pairs in which it is above, equal ones counted half. Its probabilities are
 * exact, ties included, up to 60 values in all, and normal with corrections for ties and continuity above. The estimate
 * is the median of all differences between the samples (Hodges & Lehmann).
 *
 * Source: Mann and Whitney, "On a test of whether one of two random variables is stochastically larger than the
 * other", 1947.
 *
 * @throws TomoniError `invalid-data` where a sample has fewer than two values or one that is not finite
 *
 * @example
 * ```ts
 * import { mannWhitneyTest } from '@tomoni/statistics';
 *
 * const { statistic, pValue } = mannWhitneyTest([0.92, 0.94, 0.93], [0.9, 0.91, 0.89]);
 * console.log(statistic, pValue); // 9 0.1: the most extreme of 20 arrangements, on both sides
 * ```
 */
export function mannWhitneyTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TestOptions = {},
): TestResult {
  const { alternative = 'two-sided', confidence = 0.95 } = options;
  requireConfidence(confidence);
  requireSamples(a, b);
  const [m, n] = [a.length, b.length];
  const values = Float64Array.from([...Array.from(a), ...Array.from(b)]);
  const ranks = averageRanks(values);
  const least = (m * (m + 1)) / 2;
  const statistic = sum(m, (i) => ranks[i] as number) - least;
  const all = pairwiseDifferences(a, b);
  return described({
    test: 'Mann–Whitney U test',
    alternative,
    estimate: middle(all),
    interval: rankInterval(
      all,
      m + n <= mostExact ? exactlyRejected(m, n) : aboutRejected(m, n),
      alternative,
      confidence,
    ),
    statistic,
    degreesOfFreedom: undefined,
    pValue:
      m + n <= mostExact
        ? exact(ranks, m, statistic + least, alternative)
        : normal(values, m, statistic, alternative),
    effectSize: cliffsDelta(a, b, { confidence }),
  });
}

/** Ranks are halves at the least: doubled, they are whole. */
function exact(ranks: Float64Array, size: number, rankSum: number, alternative: Alternative): number {
  const doubled = Array.from(ranks, (rank) => 2 * rank);
  return sumTail(drawnSumProbabilities(doubled, size), 2 * rankSum, alternative);
}

/** As SciPy: the continuity correction draws the statistic half a pair towards its mean. */
function normal(values: Float64Array, m: number, statistic: number, alternative: Alternative): number {
  const total = values.length;
  const n = total - m;
  const variance = ((m * n) / 12) * (total + 1 - tieCorrection(values) / (total * (total - 1)));
  if (variance === 0) return 1;
  const distance = statistic - (m * n) / 2;
  const correction = alternative === 'two-sided' ? Math.sign(distance) : alternative === 'greater' ? 1 : -1;
  return tailProbability(normalTail, (distance - correction / 2) / Math.sqrt(variance), alternative);
}

function exactlyRejected(m: number, n: number): (probability: number) => number {
  const probabilities = drawnSumProbabilities(
    Array.from({ length: m + n }, (_, i) => i + 1),
    m,
  ).subarray((m * (m + 1)) / 2);
  return (probability) => lowerQuantile(probabilities, probability);
}

function aboutRejected(m: number, n: number): (probability: number) => number {
  const deviation = Math.sqrt((m * n * (m + n + 1)) / 12);
  return (probability) => Math.floor((m * n) / 2 - normalCritical(probability) * deviation);
}
