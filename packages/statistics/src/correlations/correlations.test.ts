import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { expectClose, expectSameDigits, reference } from '../../fixtures/reference.js';
import type { Alternative } from '../distributions/alternative.js';
import type { Correlation } from './correlation.js';
import { discordantPairs, inversionProbability } from './inversions.js';
import { kendall } from './kendall.js';
import { pearson } from './pearson.js';
import { averageRanks, tiedGroups } from './ranks.js';
import { spearman } from './spearman.js';

type Expected = [coefficient: number, pValue: number, lower: number, upper: number];
const cases =
  reference<
    {
      x: number[];
      y: number[];
      confidence: number;
      found: Record<Alternative, Record<'pearson' | 'spearman' | 'kendall', Expected>>;
    }[]
  >('correlations');
const methods = { pearson, spearman, kendall };

describe.each(['pearson', 'spearman', 'kendall'] as const)('%s', (name) => {
  const method = methods[name];

  it.each(
    cases.flatMap((one, i) =>
      (['two-sided', 'greater', 'less'] as const).map((alternative) => [i, alternative, one] as const),
    ),
  )('agrees with SciPy, case %d, %s', (_, alternative, { x, y, confidence, found }) => {
    const [coefficient, pValue, lower, upper] = found[alternative][name];
    const result = method(x, y, { alternative, confidence });
    expectClose(result, { coefficient, n: x.length, interval: { lower, upper } });
    expectSameDigits(result.pValue, pValue);
  });

  it('is not defined for a constant, a single pair, nothing, or NaN', () => {
    const undefinedResult = (x: number[], y: number[]) => {
      const { coefficient, pValue, interval }: Correlation = method(x, y);
      expect([coefficient, pValue, interval.lower, interval.upper]).toEqual([NaN, NaN, NaN, NaN]);
    };
    undefinedResult([1, 1, 1, 1], [1, 2, 3, 4]);
    undefinedResult([1, 2, 3, 4], [0.1, 0.1, 0.1, 0.1]);
    undefinedResult([1], [2]);
    undefinedResult([], []);
    undefinedResult([1, 2, Number.NaN, 4, 5], [1, 2, 3, 4, 6]);
  });

  it('is 1 or −1 where one list decides the other', () => {
    const x = [1, 2, 3, 4, 5, 6];
    expectClose(method(x, x).coefficient, 1);
    expectClose(
      method(
        x,
        x.map((value) => -value),
      ).coefficient,
      -1,
    );
    expect(method([1, 2], [3, 4]).coefficient).toBe(1);
  });

  it('refuses unequal lengths', () => {
    expect(() => method([1, 2], [1])).toThrow('There are 2 values of x but 1 values of y.');
  });
});

it('Pearson of huge values does not overflow', () => {
  expectClose(pearson([1e200, 2e200, 4e200], [1e-200, 2e-200, 4e-200]).coefficient, 1);
});

it('ranks ties with their mean', () => {
  expect(Array.from(averageRanks([3, 1, 3, 2, 3]))).toEqual([4, 1, 4, 2, 4]);
});

it('counts pairs as the plain double loop does', () => {
  const rng = createRng(4);
  const x = Array.from({ length: 80 }, () => rng.integer(12));
  const y = Array.from({ length: 80 }, () => rng.integer(9));
  let discordant = 0;
  let tiedInBoth = 0;
  for (let i = 0; i < x.length; i++)
    for (let j = 0; j < i; j++) {
      const product =
        Math.sign((x[i] as number) - (x[j] as number)) * Math.sign((y[i] as number) - (y[j] as number));
      if (product < 0) discordant++;
      if (x[i] === x[j] && y[i] === y[j]) tiedInBoth++;
    }
  expect(discordantPairs(tiedGroups(x), tiedGroups(y))).toEqual({ discordant, tiedInBoth });
});

it('knows how inversions are distributed', () => {
  // Of the 24 orders of four things 1, 3, 5, 6, 5, 3 and 1 have 0 to 6 inversions.
  [1, 4, 9, 15, 20, 23, 24].forEach((orders, count) => {
    expectClose(inversionProbability(4, count), orders / 24);
  });
});
