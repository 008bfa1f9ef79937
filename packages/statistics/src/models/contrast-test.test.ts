import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { detectableDifference } from '../power/detectable-difference.js';
import { power } from '../power/power.js';
import { impliedStatistic } from '../tests/implied-statistic.js';
import { studentTest } from '../tests/student-test.js';
import { welchTest } from '../tests/welch-test.js';
import { type ContrastResult, contrastTest } from './contrast-test.js';

const { contrasts, detectable, printed } = reference<{
  contrasts: { samples: number[][]; weights: number[]; pooled: ContrastResult; separate: ContrastResult }[];
  detectable: { runs: number; wanted: number; unpaired: number; paired: number }[];
  printed: { pValue: number; degreesOfFreedom: number; twoSided: number; greater: number }[];
}>('contrasts');

describe('a contrast', () => {
  it.each(contrasts.map((one, i) => ({ i, ...one })))(
    'agrees with statsmodels, case $i',
    ({ samples, weights, pooled, separate }) => {
      const { interval: ours, ...rest } = contrastTest(samples, weights);
      expectClose({ ...rest, interval: ours }, separate);
      expectClose(contrastTest(samples, weights, { pooled: true }), pooled);
    },
  );

  it('of two samples is Welch’s or Student’s test', () => {
    const [a, b] = [
      [1, 2, 4, 3],
      [2, 5, 9],
    ];
    const { statistic, pValue, degreesOfFreedom } = welchTest(a, b);
    expectClose(contrastTest([a, b], [1, -1]), { statistic, pValue, degreesOfFreedom });
    const student = studentTest(a, b);
    expectClose(contrastTest([a, b], [1, -1], { pooled: true }), {
      statistic: student.statistic,
      pValue: student.pValue,
    });
  });

  it('has an answer without any spread', () => {
    const same = contrastTest(
      [
        [1, 1],
        [1, 1],
      ],
      [1, -1],
    );
    expect(same.pValue).toBeNaN();
    expect(same.degreesOfFreedom).toBe(2);
    const apart = contrastTest(
      [
        [2, 2],
        [1, 1],
      ],
      [1, -1],
    );
    expect(apart.statistic).toBe(Number.POSITIVE_INFINITY);
    expect(apart.pValue).toBe(0);
  });

  it('needs spread from somewhere', () => {
    expect(() => contrastTest([[1], [2, 3]], [1, -1])).toThrow(/1 value; at least 2/);
    expect(contrastTest([[1], [2, 3]], [1, -1], { pooled: true }).degreesOfFreedom).toBe(1);
    expect(() => contrastTest([[1], [2]], [1, -1], { pooled: true })).toThrow(/single value/);
    expect(() => contrastTest([[1, 2]], [1, -1])).toThrow(/1 samples but 2 weights/);
    expect(() => contrastTest([[1, 2]], [0])).toThrow(/No sample/);
  });
});

it.each(detectable)('finds the difference that SciPy’s noncentral t gives for $runs runs', (one) => {
  const { runs, wanted } = one;
  expectClose(detectableDifference(runs, { deviation: 1, wanted }), one.unpaired);
  expectClose(detectableDifference(runs, { deviation: 1, wanted, paired: true }), one.paired);
});

it('a detectable difference has the wanted power', () => {
  const options = { deviation: 0.02, paired: true, ratio: 1 / 8, alternative: 'less' } as const;
  const difference = detectableDifference(10, { ...options, wanted: 0.9 });
  expect(power(10, { ...options, difference: -difference })).toBeCloseTo(0.9, 12);
  expect(detectableDifference(10, { deviation: 1, wanted: 0.04 })).toBe(0);
  expect(() => detectableDifference(10, { deviation: 1, wanted: 1 })).toThrow(/wanted power is 1/);
});

it.each(printed)('knows the t behind p = $pValue', ({ pValue, degreesOfFreedom, twoSided, greater }) => {
  expectClose(impliedStatistic({ pValue, degreesOfFreedom }), twoSided);
  expectClose(impliedStatistic({ pValue, degreesOfFreedom, alternative: 'greater' }), greater);
  expectClose(impliedStatistic({ pValue, degreesOfFreedom, alternative: 'less' }), -greater);
});

it('knows no t behind p = 0', () => {
  expect(() => impliedStatistic({ pValue: 0, degreesOfFreedom: 9 })).toThrow(/p = 0/);
});
