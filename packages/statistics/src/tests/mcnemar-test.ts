import { TomoniError } from '@tomoni/spec';
import type { Alternative } from '../distributions/alternative.js';
import { incompleteBeta } from '../distributions/incomplete-beta.js';
import { normalCritical } from '../distributions/normal.js';
import { criticalInterval } from '../intervals/critical-interval.js';
import { requireConfidence, requireEqualLengths } from '../numeric/checks.js';
import { described, type TestOptions, type TestResult } from './test-result.js';

/** Options of {@link mcnemarTest}. */
export interface McNemarOptions extends TestOptions {
  /** Counts the observed outcome half, which makes the exact test less cautious. Default: false. */
  readonly midP?: boolean;
}

/**
 * McNemar's exact test of two classifiers on the same texts: whether one is right more often where only one of them is.
 *
 * The estimate is the difference of their shares of right answers, with the interval of Bonett and Price; the statistic
 * is the number of texts that only the first gets right. It speaks of one model of each kind: seeds are not in it.
 *
 * Source: McNemar, "Note on the sampling error of the difference between correlated proportions", 1947; Bonett and
 * Price, "Adjusted Wald confidence interval for a difference of binomial proportions based on paired data", 2012.
 *
 * @param a whether the first is right, one entry per text
 * @param b whether the second is right, in the same order
 * @throws TomoniError `invalid-argument` where the lists differ in length; `invalid-data` where there is no text
 *
 * @example
 * ```ts
 * import { mcnemarTest } from '@tomoni/statistics';
 *
 * const first = [true, true, true, true, true, false];
 * const second = [false, false, false, false, true, false];
 * console.log(mcnemarTest(first, second).pValue); // 0.125
 * ```
 */
export function mcnemarTest(
  a: ArrayLike<boolean>,
  b: ArrayLike<boolean>,
  options: McNemarOptions = {},
): TestResult {
  const { alternative = 'two-sided', confidence = 0.95, midP = false } = options;
  requireConfidence(confidence);
  requireEqualLengths(a, b, ['answers of the first', 'of the second']);
  const n = a.length;
  if (n === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'There is no text that both were asked about.',
      remedy: 'Give their answers on the same test texts.',
    });
  let [first, second] = [0, 0];
  for (let i = 0; i < n; i++) {
    if (a[i] && !b[i]) first++;
    if (b[i] && !a[i]) second++;
  }
  return described({
    test: midP ? 'mid-p McNemar test' : 'exact McNemar test',
    alternative,
    estimate: (first - second) / n,
    interval: bonettPrice(first, second, n, alternative, confidence),
    statistic: first,
    degreesOfFreedom: undefined,
    pValue: pValue(first, second, alternative, midP),
    effectSize: cohenG(first, second, confidence),
  });
}

function pValue(first: number, second: number, alternative: Alternative, midP: boolean): number {
  const n = first + second;
  const half = midP ? pointProbability(first, n) / 2 : 0;
  const above = atLeast(first, n) - half;
  const below = atLeast(second, n) - half;
  if (alternative === 'two-sided') return Math.min(1, 2 * Math.min(above, below));
  return alternative === 'greater' ? above : below;
}

/** P(X ≥ k) of n throws of a fair coin. */
function atLeast(k: number, n: number): number {
  return k === 0 ? 1 : incompleteBeta(0.5, 0.5, k, n - k + 1);
}

function pointProbability(k: number, n: number): number {
  return atLeast(k, n) - (k === n ? 0 : atLeast(k + 1, n));
}

/** The Wald interval after one more text has been given to either side. */
function bonettPrice(first: number, second: number, n: number, alternative: Alternative, confidence: number) {
  const [p, q] = [(first + 1) / (n + 2), (second + 1) / (n + 2)];
  const standardError = Math.sqrt((p + q - (p - q) ** 2) / (n + 2));
  const { lower, upper } = criticalInterval(p - q, standardError, normalCritical, alternative, confidence);
  return {
    lower: lower === Number.NEGATIVE_INFINITY ? lower : Math.max(-1, lower),
    upper: upper === Number.POSITIVE_INFINITY ? upper : Math.min(1, upper),
    confidence,
  };
}

/** How far the first's share of the texts that only one gets right is from one half, with Wilson's interval. */
function cohenG(first: number, second: number, confidence: number) {
  const n = first + second;
  const share = n === 0 ? 0.5 : first / n;
  const square = normalCritical((1 - confidence) / 2) ** 2;
  const center = n === 0 ? 0.5 : (share + square / (2 * n)) / (1 + square / n);
  const reach =
    n === 0
      ? 0.5
      : (Math.sqrt(square) / (1 + square / n)) * Math.sqrt((share * (1 - share)) / n + square / (4 * n ** 2));
  return {
    name: "Cohen's g",
    value: share - 0.5,
    interval: { lower: center - reach - 0.5, upper: center + reach - 0.5, confidence },
  };
}
