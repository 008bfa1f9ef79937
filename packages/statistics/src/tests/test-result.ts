import { type Alternative, requireAlternative } from '../distributions/alternative.js';
import type { EffectSize } from '../effects/effect-size.js';
import { decimalFormat } from '../formats/decimal.js';
import { intervalFormat } from '../formats/interval.js';
import { pValueFormat } from '../formats/p-value.js';
import type { Interval } from '../intervals/interval.js';

/** What a test of the difference between two samples found. */
export interface TestResult {
  /** Name of the test, such as `Welch's t-test`. */
  readonly test: string;
  readonly alternative: Alternative;
  /** First mean minus second, in the unit of the values. */
  readonly estimate: number;
  /** Of the estimate: the differences that the test does not reject. */
  readonly interval: Interval;
  /** Of a t-test its t, of a permutation test the difference itself. */
  readonly statistic: number;
  /** Of a t-test; `undefined` for a permutation test. */
  readonly degreesOfFreedom: number | undefined;
  /** Probability of a statistic at least as extreme if there were no difference; `NaN` where it is not defined. */
  readonly pValue: number;
  readonly effectSize: EffectSize;
  /** All of it in one sentence. */
  readonly description: string;
}

/** Options of a test. */
export interface TestOptions {
  /** Default: `two-sided`. */
  readonly alternative?: Alternative;
  /** Of the intervals, in (0, 1). Default: 0.95. */
  readonly confidence?: number;
}

/**
 * Adds to a result the sentence that tells it.
 *
 * @throws TomoniError `invalid-argument` where the alternative is none
 */
export function described(result: Omit<TestResult, 'description'>): TestResult {
  const { test, alternative, estimate, interval, statistic, degreesOfFreedom, pValue, effectSize } = result;
  requireAlternative(alternative);
  const digits = Math.min(12, Math.max(3, 2 - Math.floor(Math.log10(Math.abs(estimate) || 1))));
  const freedom = degreesOfFreedom === undefined ? '' : trimmed(degreesOfFreedom);
  const p = pValueFormat()(pValue);
  const parts = [
    `difference ${decimalFormat(digits)(estimate)}`,
    `${trimmed(interval.confidence * 100)} % interval ${intervalFormat(digits)(interval)}`,
    ...(freedom === '' ? [] : [`t(${freedom}) = ${decimalFormat(2)(statistic)}`]),
    p.startsWith('<') ? `p ${p}` : `p = ${p}`,
    `${effectSize.name} = ${decimalFormat(2)(effectSize.value)}`,
  ];
  return { ...result, description: `${test}, ${alternative}: ${parts.join(', ')}.` };
}

/** At most two decimals, without trailing zeros. */
function trimmed(value: number): string {
  return String(Number(value.toFixed(2)));
}
