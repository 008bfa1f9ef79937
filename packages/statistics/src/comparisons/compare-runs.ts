import { TomoniError } from '@tomoni/spec';
import { adjustPValues, type Correction } from '../corrections/adjust-p-values.js';
import type { Interval } from '../intervals/interval.js';
import { meanInterval } from '../intervals/mean-interval.js';
import { requireConfidence, requireSample } from '../numeric/checks.js';
import { type Summary, summarize } from '../summary/summarize.js';
import { pairedTest } from '../tests/paired-test.js';
import { permutationTest } from '../tests/permutation-test.js';
import { studentTest } from '../tests/student-test.js';
import type { TestResult } from '../tests/test-result.js';
import { welchTest } from '../tests/welch-test.js';

/** A test of one method's scores against the baseline's. */
export type RunTest = (
  method: readonly number[],
  baseline: readonly number[],
  confidence: number,
) => TestResult;

/** The scores of each method, one per run. */
export type RunScores = Readonly<Record<string, readonly number[]>>;

/** What is compared, and how. */
export interface ComparisonOptions<Results extends RunScores = RunScores> {
  /** Name of the score, such as `RMSE`. */
  readonly metric: string;
  readonly higherIsBetter: boolean;
  /** The method that the others are tested against. */
  readonly baseline: keyof Results & string;
  /** By name of the method; paired tests need the runs in the same order. */
  readonly results: Results;
  /** By name, or any other test, such as `correctedResampledTest` with its sizes. Default: `welch`. */
  readonly test?: 'welch' | 'student' | 'paired' | 'permutation' | 'paired-permutation' | RunTest;
  /** Of the p-values, where several methods are tested. Default: `holm`. */
  readonly correction?: Correction;
  /** Of the intervals, in (0, 1); one minus it is the level of the verdict. Default: 0.95. */
  readonly confidence?: number;
}

/** A method beside the baseline. */
export interface MethodComparison {
  readonly method: string;
  readonly scores: readonly number[];
  readonly summary: Summary;
  /** Of the mean, by Student's t; `undefined` for a single run. */
  readonly interval: Interval | undefined;
  /** Method against baseline; `undefined` for the baseline itself and where one of both has a single run. */
  readonly test: TestResult | undefined;
  /** The p-value after correction; `NaN` where there is none. */
  readonly adjustedPValue: number;
  /** What the corrected p-value allows to say; `undefined` without a test. */
  readonly verdict: 'better' | 'worse' | 'undecided' | undefined;
}

/** The outcome of a comparison: plain data, the baseline first. */
export interface RunComparison {
  readonly metric: string;
  readonly higherIsBetter: boolean;
  readonly baseline: string;
  readonly correction: Correction;
  readonly confidence: number;
  readonly methods: readonly MethodComparison[];
}

const tests: Readonly<
  Record<'welch' | 'student' | 'paired' | 'permutation' | 'paired-permutation', RunTest>
> = {
  welch: (method, baseline, confidence) => welchTest(method, baseline, { confidence }),
  student: (method, baseline, confidence) => studentTest(method, baseline, { confidence }),
  paired: (method, baseline, confidence) => pairedTest(method, baseline, { confidence }),
  permutation: (method, baseline, confidence) => permutationTest(method, baseline, { confidence }),
  'paired-permutation': (method, baseline, confidence) =>
    permutationTest(method, baseline, { confidence, paired: true }),
};

/**
 * Tests the runs of every method against those of a baseline.
 *
 * @throws TomoniError `invalid-argument` where the baseline is not among the results; `invalid-data` where a method has no run or a score is not a finite number
 *
 * @example
 * ```ts
 * import { compareRuns } from '@tomoni/statistics';
 *
 * const { methods } = compareRuns({
 *   metric: 'accuracy',
 *   higherIsBetter: true,
 *   baseline: 'single-task',
 *   results: { 'single-task': [0.9, 0.91, 0.92], 'multi-task': [0.95, 0.94, 0.96] },
 * });
 * console.log(methods[1]?.test?.description, methods[1]?.verdict);
 * ```
 */
export function compareRuns<Results extends RunScores>(options: ComparisonOptions<Results>): RunComparison {
  const { metric, higherIsBetter, baseline, results } = options;
  const { test = 'welch', correction = 'holm', confidence = 0.95 } = options;
  requireConfidence(confidence);
  if (typeof higherIsBetter !== 'boolean')
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Whether a higher ${metric} is better is not said.`,
      remedy: 'Give higherIsBetter: true or false.',
    });
  const scores = new Map(Object.entries<readonly number[]>(results));
  const reference = scores.get(baseline);
  if (reference === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The baseline '${baseline}' is not among the results of ${[...scores.keys()].map((name) => `'${name}'`).join(', ')}.`,
      remedy: 'Name one of the methods whose results are given.',
    });
  for (const [method, values] of scores) requireSample(values, 1, `list of '${method}' scores`);
  const run = typeof test === 'function' ? test : tests[test];
  const names = [baseline, ...[...scores.keys()].filter((name) => name !== baseline)];
  const outcomes = names.map((method) => {
    const values = scores.get(method) as readonly number[];
    const testable = method !== baseline && values.length > 1 && reference.length > 1;
    return { method, values, test: testable ? run(values, reference, confidence) : undefined };
  });
  const adjusted = adjustPValues(
    outcomes.map((outcome) => outcome.test?.pValue ?? Number.NaN),
    correction,
  );
  return {
    metric,
    higherIsBetter,
    baseline,
    correction,
    confidence,
    methods: outcomes.map(({ method, values, test }, k) => {
      const adjustedPValue = adjusted[k] as number;
      return {
        method,
        scores: values,
        summary: summarize(values),
        interval: values.length > 1 ? meanInterval(values, { confidence }) : undefined,
        test,
        adjustedPValue,
        verdict: test && verdict(test.estimate, adjustedPValue, confidence, higherIsBetter),
      };
    }),
  };
}

function verdict(
  estimate: number,
  pValue: number,
  confidence: number,
  higherIsBetter: boolean,
): 'better' | 'worse' | 'undecided' {
  if (!(pValue <= 1 - confidence)) return 'undecided';
  return estimate > 0 === higherIsBetter ? 'better' : 'worse';
}
