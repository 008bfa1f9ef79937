import { averageRanks, tieCorrection } from '../correlations/ranks.js';
import { type Alternative, tailProbability } from '../distributions/alternative.js';
import { normalCritical, normalTail } from '../distributions/normal.js';
import { lowerQuantile, signedSumProbabilities, sumTail } from '../distributions/rank-sums.js';
import { rankBiserial } from '../effects/rank-biserial.js';
import { requireConfidence, requireSamples } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';
import { walshAverages } from '../summary/walsh-averages.js';
import { differences } from './differences.js';
import { middle, rankInterval } from './rank-interval.js';
import { described, type TestOptions, type TestResult } from './test-result.js';

/** Up to so many pairs the probabilities are exact. */
const mostExact = 50;

/**
 * The Wilcoxon signed-rank test of paired values: whether differences lie about 0, by their order of size alone.
 *
 * Pairs without a difference are left out. The statistic is the rank sum of positive differences; its probabilities are
 * exact, ties included, up to 50 pairs, and normal with a correction for ties above. The estimate is the median of the
 * means of all pairs of differences (Hodges & Lehmann). Without any difference p is 1.
 *
 * Source: Wilcoxon, "Individual comparisons by ranking methods", 1945.
 *
 * @throws TomoniError `invalid-argument` where the samples differ in length; `invalid-data` for fewer than two pairs or a value that is not finite
 *
 * @example
 * ```ts
 * import { wilcoxonTest } from '@tomoni/statistics';
 *
 * const { pValue } = wilcoxonTest([0.91, 0.93, 0.95, 0.94], [0.9, 0.91, 0.92, 0.9]);
 * console.log(pValue); // 0.125: the most extreme of 16 signings, on both sides
 * ```
 */
export function wilcoxonTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TestOptions = {},
): TestResult {
  const { alternative = 'two-sided', confidence = 0.95 } = options;
  requireConfidence(confidence);
  requireSamples(a, b);
  const pairs = differences(a, b).filter((difference) => difference !== 0);
  const n = pairs.length;
  const sizes = pairs.map(Math.abs);
  const ranks = averageRanks(sizes);
  const statistic = sum(n, (i) => ((pairs[i] as number) > 0 ? (ranks[i] as number) : 0));
  const all = (n * (n + 1)) / 2;
  const averages = walshAverages(pairs);
  return described({
    test: 'Wilcoxon signed-rank test',
    alternative,
    estimate: n === 0 ? 0 : middle(averages),
    interval: rankInterval(
      averages,
      n <= mostExact ? exactlyRejected(n) : aboutRejected(n),
      alternative,
      confidence,
    ),
    statistic,
    degreesOfFreedom: undefined,
    pValue: n <= mostExact ? exact(ranks, statistic, alternative) : normal(sizes, statistic, alternative),
    effectSize: rankBiserial(n === 0 ? 0.5 : statistic / all, n, confidence),
  });
}

function normal(sizes: Float64Array, statistic: number, alternative: Alternative): number {
  const n = sizes.length;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - tieCorrection(sizes) / 48;
  return tailProbability(normalTail, (statistic - (n * (n + 1)) / 4) / Math.sqrt(variance), alternative);
}

/** Ranks are halves at the least: doubled, they are whole. */
function exact(ranks: Float64Array, statistic: number, alternative: Alternative): number {
  const doubled = Array.from(ranks, (rank) => 2 * rank);
  return sumTail(signedSumProbabilities(doubled), 2 * statistic, alternative);
}

function exactlyRejected(n: number): (probability: number) => number {
  const probabilities = signedSumProbabilities(Array.from({ length: n }, (_, i) => i + 1));
  return (probability) => lowerQuantile(probabilities, probability);
}

function aboutRejected(n: number): (probability: number) => number {
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  return (probability) => Math.floor((n * (n + 1)) / 4 - normalCritical(probability) * deviation);
}
