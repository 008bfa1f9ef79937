import { TomoniError } from '@tomoni/spec';
import { decimalFormat } from '../formats/decimal.js';
import { intervalFormat } from '../formats/interval.js';
import { pValueFormat } from '../formats/p-value.js';
import type { Interval } from '../intervals/interval.js';
import type { TestOptions, TestResult } from './test-result.js';
import { welchTest } from './welch-test.js';

/** A test of the difference of two samples, such as {@link welchTest} or {@link pairedTest}. */
export type DifferenceTest = (a: ArrayLike<number>, b: ArrayLike<number>, options: TestOptions) => TestResult;

/** Options of {@link equivalenceTest}. */
export interface EquivalenceOptions {
  /** The largest difference that is of no importance, in the unit of the values, above 0. */
  readonly margin: number;
  /** Share of wrong claims of equivalence that is accepted, in (0, 0.5). Default: 0.05. */
  readonly alpha?: number;
  /** The test made in both directions. Default: {@link welchTest}. */
  readonly test?: DifferenceTest;
}

/** What a test of equivalence found. */
export interface EquivalenceResult {
  readonly test: string;
  readonly margin: number;
  /** First mean minus second. */
  readonly estimate: number;
  /** Of confidence 1 − 2 alpha: it lies within the margins exactly where the samples are equivalent. */
  readonly interval: Interval;
  /** The larger p of the two one-sided tests. */
  readonly pValue: number;
  /** Whether a difference as large as the margin is ruled out on either side. */
  readonly equivalent: boolean;
  /** All of it in one sentence. */
  readonly description: string;
}

/**
 * Two one-sided tests (TOST): whether two samples differ by less than a margin, which "no significant difference" does not say.
 *
 * Source: Schuirmann, "A comparison of the two one-sided tests procedure and the power approach", 1987.
 *
 * @throws TomoniError `invalid-argument` where the margin is not above 0 or alpha is out of range; whatever the test throws
 *
 * @example
 * ```ts
 * import { equivalenceTest, pairedTest } from '@tomoni/statistics';
 *
 * const single = [0.905, 0.911, 0.898, 0.907, 0.902];
 * const multi = [0.906, 0.91, 0.899, 0.906, 0.903];
 * const result = equivalenceTest(multi, single, { margin: 0.005, test: pairedTest });
 * console.log(result.equivalent); // true
 * ```
 */
export function equivalenceTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  { margin, alpha = 0.05, test = welchTest }: EquivalenceOptions,
): EquivalenceResult {
  if (!(margin > 0 && Number.isFinite(margin)))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The margin of equivalence is ${margin}, which is not a positive number.`,
      remedy: 'Give the largest difference that would not matter, in the unit of the values.',
    });
  if (!(alpha > 0 && alpha < 0.5))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The alpha of a test of equivalence is ${alpha}, which is not between 0 and 0.5.`,
      remedy: 'Give a fraction such as 0.05.',
    });
  const shifted = (shift: number) => Array.from(a, (value) => value + shift);
  const { test: name, estimate, interval } = test(a, b, { confidence: 1 - 2 * alpha });
  const above = test(shifted(margin), b, { alternative: 'greater' }).pValue;
  const below = test(shifted(-margin), b, { alternative: 'less' }).pValue;
  const pValue = Number.isNaN(above) || Number.isNaN(below) ? Number.NaN : Math.max(above, below);
  const equivalent = pValue <= alpha;
  return {
    test: `two one-sided tests (${name})`,
    margin,
    estimate,
    interval,
    pValue,
    equivalent,
    description: describe(name, { margin, estimate, interval, pValue, equivalent }),
  };
}

function describe(
  name: string,
  { margin, estimate, interval, pValue, equivalent }: Omit<EquivalenceResult, 'test' | 'description'>,
): string {
  const digits = Math.min(12, Math.max(3, 2 - Math.floor(Math.log10(margin))));
  const number = decimalFormat(digits);
  const p = pValueFormat()(pValue);
  const verdict = equivalent
    ? `differ by less than ${number(margin)}`
    : `may differ by ${number(margin)} or more`;
  return `Two one-sided tests (${name}): difference ${number(estimate)}, ${Number((interval.confidence * 100).toFixed(2))} % interval ${intervalFormat(digits)(interval)}, p ${p.startsWith('<') ? p : `= ${p}`}: they ${verdict}.`;
}
