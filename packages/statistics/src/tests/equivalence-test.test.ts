import { expect, it } from 'vitest';
import { expectSameDigits, reference } from '../../fixtures/reference.js';
import { correctedResampledTest } from './corrected-resampled-test.js';
import { differences } from './differences.js';
import { type DifferenceTest, equivalenceTest } from './equivalence-test.js';
import { pairedTest } from './paired-test.js';
import { permutationTest } from './permutation-test.js';
import { wilcoxonTest } from './wilcoxon-test.js';

type Case = { a: number[]; b: number[]; margin: number; welch: number; paired: number };
const cases = reference<Case[]>('equivalence');

it.each(cases)('agrees with statsmodels, margin $margin', ({ a, b, margin, welch, paired }) => {
  expectSameDigits(equivalenceTest(a, b, { margin }).pValue, welch);
  expectSameDigits(equivalenceTest(a, b, { margin, test: pairedTest }).pValue, paired);
});

const corrected: DifferenceTest = (a, b, options) =>
  correctedResampledTest(differences(a, b), { ...options, ratio: 1 / 8 });

it.each([
  { name: 'corrected', test: corrected },
  { name: 'permutation', test: (a, b, options) => permutationTest(a, b, { ...options, paired: true }) },
  { name: 'Wilcoxon', test: wilcoxonTest },
] satisfies { name: string; test: DifferenceTest }[])('takes other tests: $name', ({ test }) => {
  const a = [0.9, 0.91, 0.92, 0.9, 0.93, 0.91, 0.9, 0.92];
  const b = a.map((value, i) => value + (i % 2 === 0 ? 0.002 : -0.001));
  const wide = equivalenceTest(a, b, { margin: 0.02, test });
  expect(wide.equivalent).toBe(true);
  expect(wide.interval.confidence).toBeCloseTo(0.9);
  expect(wide.interval.lower > -0.02 && wide.interval.upper < 0.02).toBe(true);
  expect(equivalenceTest(a, b, { margin: 0.0002, test }).equivalent).toBe(false);
});

it('says what it found', () => {
  const { description } = equivalenceTest([1, 2, 3, 4], [1, 2, 3, 4.1], { margin: 9 });
  expect(description).toBe(
    "Two one-sided tests (Welch's t-test): difference −0.025, 90 % interval [−1.826, 1.776], p < 0.001: they differ by less than 9.000.",
  );
});

it('refuses margins and levels that make no sense', () => {
  for (const margin of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    expect(() => equivalenceTest([1, 2], [1, 2], { margin })).toThrow(/margin/);
  expect(() => equivalenceTest([1, 2], [1, 2], { margin: 1, alpha: 0.5 })).toThrow(/alpha/);
});

it('claims nothing where the test is not defined', () => {
  const { pValue, equivalent } = equivalenceTest([1, 1], [2, 2], { margin: 1 });
  expect([pValue, equivalent]).toEqual([Number.NaN, false]);
});
