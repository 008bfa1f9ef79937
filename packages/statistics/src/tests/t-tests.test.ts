import { describe, expect, it } from 'vitest';
import { expectClose, expectSameDigits, reference } from '../../fixtures/reference.js';
import type { Alternative } from '../distributions/alternative.js';
import { correctedResampledTest } from './corrected-resampled-test.js';
import { differences } from './differences.js';
import { pairedTest } from './paired-test.js';
import { studentTest } from './student-test.js';
import type { TestOptions, TestResult } from './test-result.js';
import { welchTest } from './welch-test.js';

type Kind = 'student' | 'welch' | 'paired' | 'corrected';
type Outcome = Record<'statistic' | 'degreesOfFreedom' | 'pValue' | 'lower' | 'upper', number>;
type Case = {
  a: number[];
  b: number[];
  confidence: number;
  estimate: number;
  pairedEstimate: number;
} & Record<Kind, Record<Alternative, Outcome>>;

const { t: cases } = reference<{ t: Case[] }>('tests');
const alternatives: Alternative[] = ['two-sided', 'greater', 'less'];

function run(kind: Kind, { a, b }: Case, options: TestOptions): TestResult {
  const n = Math.min(a.length, b.length);
  if (kind === 'student') return studentTest(a, b, options);
  if (kind === 'welch') return welchTest(a, b, options);
  if (kind === 'paired') return pairedTest(a.slice(0, n), b.slice(0, n), options);
  return correctedResampledTest(differences(a.slice(0, n), b.slice(0, n)), {
    ...options,
    trainSize: 800,
    testSize: 100,
  });
}

describe.each(['student', 'welch', 'paired', 'corrected'] as const)('%s', (kind) => {
  it.each(cases.flatMap((one, i) => alternatives.map((alternative) => [i, alternative, one] as const)))(
    'agrees with SciPy, case %d, %s',
    (_, alternative, one) => {
      const { confidence } = one;
      const expected = one[kind][alternative];
      const result = run(kind, one, { alternative, confidence });
      expectSameDigits(result.pValue, expected.pValue);
      expectClose(result.statistic, expected.statistic);
      expectClose(result.degreesOfFreedom, expected.degreesOfFreedom);
      expectClose(result.interval, { lower: expected.lower, upper: expected.upper, confidence });
      expectClose(
        result.estimate,
        kind === 'student' || kind === 'welch' ? one.estimate : one.pairedEstimate,
      );
      expect(result.alternative).toBe(alternative);
    },
  );

  it('is two-sided at 95 % by default', () => {
    const one = cases[0] as Case;
    expect(run(kind, one, {})).toEqual(run(kind, one, { alternative: 'two-sided', confidence: 0.95 }));
  });

  it('follows SciPy without any spread', () => {
    const same = { ...(cases[0] as Case), a: [0.1, 0.1, 0.1], b: [0.1, 0.1, 0.1] };
    expect(run(kind, same, {})).toMatchObject({
      estimate: 0,
      statistic: Number.NaN,
      pValue: Number.NaN,
      interval: { lower: 0, upper: 0 },
    });
    const apart = { ...same, a: [0.5, 0.5, 0.5] };
    expect(run(kind, apart, {})).toMatchObject({ statistic: Number.POSITIVE_INFINITY, pValue: 0 });
    expect(run(kind, apart, { alternative: 'less' }).pValue).toBe(1);
  });

  it('refuses too few values, what is not finite, and an impossible confidence', () => {
    const one = cases[0] as Case;
    expect(() => run(kind, { ...one, a: [1], b: [2] }, {})).toThrow('has 1 value; at least 2 are needed');
    expect(() => run(kind, { ...one, a: [1, Number.NaN], b: [2, 3] }, {})).toThrow(
      'NaN, which is not a finite',
    );
    expect(() => run(kind, one, { confidence: 1 })).toThrow('The confidence 1 is not between 0 and 1.');
  });
});

it('a paired test refuses unequal lengths', () => {
  expect(() => pairedTest([1, 2, 3], [1, 2])).toThrow('There are 3 values in the first sample but 2');
});

describe('correctedResampledTest', () => {
  it('takes the ratio itself', () => {
    const gains = [0.01, 0.03, -0.01, 0.02];
    expect(correctedResampledTest(gains, { ratio: 1 / 8 })).toEqual(
      correctedResampledTest(gains, { trainSize: 1600, testSize: 200 }),
    );
  });

  it('is less sure than the plain paired test', () => {
    const gains = [0.01, 0.03, 0.01, 0.02];
    const plain = pairedTest(gains, [0, 0, 0, 0]);
    expect(correctedResampledTest(gains, { ratio: 1 / 8 }).pValue).toBeGreaterThan(plain.pValue);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the ratio %d', (ratio) => {
    expect(() => correctedResampledTest([1, 2, 4], { ratio })).toThrow('which is not a positive number');
  });
});

it('tells the result in a sentence', () => {
  expect(welchTest([0.92, 0.94, 0.93], [0.9, 0.91, 0.92]).description).toBe(
    "Welch's t-test, two-sided: difference 0.0200, 95 % interval [−0.0027, 0.0427], t(4) = 2.45, p = 0.070, Cohen's d = 2.00.",
  );
});

describe('the p-values printed in a study of auxiliary tasks, ten models against ten', () => {
  // Differences of mean RMSE and p-values of its table; one standard error, 0.0867, explains them all.
  it.each([
    ['task 1', 0.8684 - 0.7262, 0.1185],
    ['task 5', 0.8684 - 0.6815, 0.0448],
    ['tasks 1 and 2', 0.8684 - 0.7094, 0.083],
    ['all five tasks', 0.8684 - 0.679, 0.0424],
  ])('are those of a two-sided pooled test: %s', (_, difference, printed) => {
    const deviation = 0.0867 * Math.sqrt(10 / 2) * Math.sqrt(9 / 10);
    const runs = (mean: number) =>
      Array.from({ length: 10 }, (_, i) => mean + (i % 2 === 0 ? 1 : -1) * deviation);
    const { degreesOfFreedom, statistic, pValue } = studentTest(runs(difference), runs(0));
    expect(degreesOfFreedom).toBe(18);
    expectClose(statistic, difference / 0.0867);
    expect(Math.abs(pValue - printed)).toBeLessThan(3e-4);
  });
});
