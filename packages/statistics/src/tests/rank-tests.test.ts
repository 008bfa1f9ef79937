import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { expectClose, expectSameDigits, reference } from '../../fixtures/reference.js';
import type { Alternative } from '../distributions/alternative.js';
import { mannWhitneyTest } from './mann-whitney-test.js';
import { wilcoxonTest } from './wilcoxon-test.js';

type Case = {
  a: number[];
  b: number[];
  statistic: number;
  estimate: number;
  pValue: Record<Alternative, number>;
};
const cases = reference<{ wilcoxon: Case[]; mannWhitney: Case[] }>('ranks');
const alternatives: Alternative[] = ['two-sided', 'greater', 'less'];

describe.each([
  { name: 'Wilcoxon', test: wilcoxonTest, own: cases.wilcoxon, paired: true },
  { name: 'Mann–Whitney', test: mannWhitneyTest, own: cases.mannWhitney, paired: false },
])('$name', ({ test, own, paired }) => {
  it.each(own.flatMap((one, i) => alternatives.map((alternative) => ({ i, alternative, one }))))(
    'agrees with SciPy or with all arrangements, case $i, $alternative',
    ({ alternative, one }) => {
      // Differences of rounded numbers are rounded too, so that ties are found.
      const round = (values: number[]) => values.map((value) => Math.round(value * 1e6));
      const { a, b } = paired ? { a: round(one.a), b: round(one.b) } : one;
      const scale = paired ? 1e-6 : 1;
      const result = test(a, b, { alternative });
      expectClose(result.statistic, one.statistic);
      expectClose(result.estimate * scale, one.estimate);
      expectSameDigits(result.pValue, one.pValue[alternative]);
    },
  );

  it.each(own.map((one, i) => ({ i, one })))(
    'has an interval of what it does not reject, case $i',
    ({ one }) => {
      const { lower, upper } = test(one.a, one.b).interval;
      const p = (shift: number) =>
        test(
          one.a.map((value) => value - shift),
          one.b,
        ).pValue;
      const step = (upper - lower) * 1e-3;
      expect(p(lower + step)).toBeGreaterThan(0.05);
      expect(p(upper - step)).toBeGreaterThan(0.05);
      expect(p(lower - step)).toBeLessThan(0.06);
      expect(p(upper + step)).toBeLessThan(0.06);
    },
  );

  it('has no bounds where so few values can reject nothing', () => {
    const { interval } = test([1, 2], [0.5, 0]);
    expect([interval.lower, interval.upper]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]);
  });

  it('finds nothing where nothing differs', () => {
    const { estimate, pValue } = test([1, 1, 1], [1, 1, 1]);
    expect([estimate, pValue]).toEqual([0, 1]);
    const large = Array(80).fill(1);
    expect(test(large, large).pValue).toBe(1);
  });

  it('is mirrored where the samples change places', () => {
    const rng = createRng(3);
    const a = Array.from({ length: 12 }, () => rng.normal());
    const b = Array.from({ length: 12 }, () => rng.normal());
    const [one, other] = [test(a, b), test(b, a)];
    expectClose(one.pValue, other.pValue);
    expectClose(one.estimate, -other.estimate);
    expectClose(one.interval.lower, -other.interval.upper);
  });

  it('refuses what it cannot test', () => {
    expect(() => test([1], [2])).toThrow(/at least 2/);
    expect(() => test([1, Number.NaN], [2, 3])).toThrow(/NaN/);
  });
});

it('takes ten thousand pairs', () => {
  const rng = createRng(4);
  const a = Array.from({ length: 10_000 }, () => rng.normal() + 0.1);
  const { estimate, interval } = wilcoxonTest(a, Array(10_000).fill(0));
  expect(interval.lower).toBeLessThan(0.1);
  expect(interval.upper).toBeGreaterThan(0.1);
  expect(Math.abs(estimate - 0.1)).toBeLessThan(0.05);
});
