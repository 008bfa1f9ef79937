import { expect, it } from 'vitest';
import { expectClose, expectSameDigits, reference } from '../../fixtures/reference.js';
import type { Alternative } from '../distributions/alternative.js';
import { mcnemarTest } from './mcnemar-test.js';

type Case = {
  counts: [both: number, first: number, second: number, neither: number];
  pValue: Record<Alternative, number>;
  midP: number;
  interval: { lower: number; upper: number };
  g: { lower: number; upper: number };
};
const cases = reference<Case[]>('mcnemar');

function answers([both, first, second, neither]: Case['counts']) {
  const list = (...parts: [boolean, number][]) =>
    parts.flatMap(([right, count]) => Array<boolean>(count).fill(right));
  return {
    a: list([true, both], [true, first], [false, second], [false, neither]),
    b: list([true, both], [false, first], [true, second], [false, neither]),
  };
}

it.each(cases)('agrees with statsmodels and SciPy on $counts', ({ counts, pValue, midP, interval, g }) => {
  const { a, b } = answers(counts);
  for (const alternative of ['two-sided', 'greater', 'less'] as const)
    expectSameDigits(mcnemarTest(a, b, { alternative }).pValue, pValue[alternative]);
  expectSameDigits(mcnemarTest(a, b, { midP: true }).pValue, midP);
  const result = mcnemarTest(a, b);
  const [both, first, second, neither] = counts;
  expectClose(result.estimate, (first - second) / (both + first + second + neither));
  expectClose(result.interval, interval);
  expectClose(result.effectSize.interval, g);
});

it('refuses lists that do not belong together', () => {
  expect(() => mcnemarTest([], [])).toThrow(/no text/);
  expect(() => mcnemarTest([true], [true, false])).toThrow(/1 answers of the first but 2/);
});
