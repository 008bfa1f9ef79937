import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { adjustPValues } from './adjust-p-values.js';
import { benjaminiHochberg } from './benjamini-hochberg.js';
import { bonferroni } from './bonferroni.js';
import { holm } from './holm.js';

const { corrections } = reference<{
  corrections: Record<'pValues' | 'holm' | 'bonferroni' | 'benjaminiHochberg', number[]>;
}>('inference');

describe('corrections', () => {
  it('agree with statsmodels and SciPy', () => {
    expectClose(holm(corrections.pValues), corrections.holm);
    expectClose(bonferroni(corrections.pValues), corrections.bonferroni);
    expectClose(benjaminiHochberg(corrections.pValues), corrections.benjaminiHochberg);
  });

  it('are chosen by name', () => {
    const { pValues } = corrections;
    expectClose(adjustPValues(pValues, 'holm'), corrections.holm);
    expectClose(adjustPValues(pValues, 'bonferroni'), corrections.bonferroni);
    expectClose(adjustPValues(pValues, 'benjamini-hochberg'), corrections.benjaminiHochberg);
    expect(adjustPValues(pValues, 'none')).toEqual(pValues);
  });

  it.each([holm, bonferroni, benjaminiHochberg])(
    '%o leaves one test, none and NaN as they are',
    (correct) => {
      expect(correct([0.03])).toEqual([0.03]);
      expect(correct([])).toEqual([]);
      expect(correct([Number.NaN, 0.03])).toEqual([Number.NaN, 0.03]);
      expect(correct([1, 0.9])).toEqual([1, 1]);
    },
  );

  it('refuse what is not a probability', () => {
    expect(() => holm([0.1, 1.2])).toThrow('The p-value 1.2 is not in [0, 1]. (row 1)');
  });
});
