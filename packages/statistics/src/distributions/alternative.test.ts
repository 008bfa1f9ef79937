import { describe, expect, it } from 'vitest';
import { pearson } from '../correlations/pearson.js';
import { power } from '../power/power.js';
import { mannWhitneyTest } from '../tests/mann-whitney-test.js';
import { permutationTest } from '../tests/permutation-test.js';
import { welchTest } from '../tests/welch-test.js';
import type { Alternative } from './alternative.js';

const misspelt = { alternative: 'lesss' as Alternative };
const [a, b] = [
  [1, 2, 3, 5],
  [2, 3, 5, 7],
];

describe('an alternative that is none', () => {
  it.each([
    ['a t-test', () => welchTest(a, b, misspelt)],
    ['a rank test', () => mannWhitneyTest(a, b, misspelt)],
    ['a permutation test', () => permutationTest(a, b, misspelt)],
    ['a correlation', () => pearson(a, b, misspelt)],
    ['the power of a test', () => power(10, { difference: 1, deviation: 1, ...misspelt })],
  ])('is refused by %s', (_, call) => {
    expect(call).toThrow("There is no alternative 'lesss'. Give 'two-sided', 'greater' or 'less'.");
  });
});
