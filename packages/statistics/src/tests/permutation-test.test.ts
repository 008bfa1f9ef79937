import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import type { Alternative } from '../distributions/alternative.js';
import { mean } from '../summary/mean.js';
import { permutationTest } from './permutation-test.js';

const { permutation } = reference<{
  permutation: {
    a: number[];
    b: number[];
    unpaired: Record<Alternative, number>;
    paired: Record<Alternative, number>;
  }[];
}>('tests');
const alternatives: Alternative[] = ['two-sided', 'greater', 'less'];

describe('permutationTest', () => {
  it.each(permutation.flatMap((one, i) => alternatives.map((alternative) => [i, alternative, one] as const)))(
    'agrees with SciPy where exact, case %d, %s',
    (_, alternative, { a, b, unpaired, paired }) => {
      expectClose(permutationTest(a, b, { alternative }).pValue, unpaired[alternative]);
      const n = Math.min(a.length, b.length);
      const pairs = permutationTest(a.slice(0, n), b.slice(0, n), { alternative, paired: true });
      expectClose(pairs.pValue, paired[alternative]);
    },
  );

  it.each([false, true])('its interval holds the shifts that it does not reject, paired: %s', (paired) => {
    const a = [1.4, 0.2, 2.1, 0.9, 1.7, 2.6, 0.4];
    const b = [0.3, 0.8, 0.1, 1.1, 0.5, 0.9, -0.2];
    for (const [alternative, confidence] of [
      ['two-sided', 0.9],
      ['greater', 0.8],
      ['less', 0.8],
    ] as const) {
      const { interval } = permutationTest(a, b, { alternative, confidence, paired });
      const pValueOf = (shift: number) =>
        permutationTest(
          a.map((value) => value - shift),
          b,
          { alternative, paired },
        ).pValue;
      for (const [bound, inside] of [
        [interval.lower, 1e-6],
        [interval.upper, -1e-6],
      ] as const) {
        if (!Number.isFinite(bound)) continue;
        expect(pValueOf(bound + inside)).toBeGreaterThan(1 - confidence);
        expect(pValueOf(bound - inside)).toBeLessThanOrEqual(1 - confidence + 1e-12);
      }
      expect(Number.isFinite(interval.lower)).toBe(alternative !== 'less');
      expect(Number.isFinite(interval.upper)).toBe(alternative !== 'greater');
    }
  });

  it('has no bounds where the values are too few to reject anything', () => {
    const { interval, pValue } = permutationTest([3, 4], [1, 2]);
    expectClose(pValue, 2 / 6);
    expect(interval).toEqual({ lower: -Infinity, upper: Infinity, confidence: 0.95 });
  });

  it('comes near the exact p-value with random arrangements, never 0, and repeats with its seed', () => {
    const rng = createRng(5);
    const a = Array.from({ length: 40 }, () => rng.normal() + 0.3);
    const b = Array.from({ length: 40 }, () => rng.normal());
    for (const paired of [false, true]) {
      const once = permutationTest(a, b, { rng: createRng(1), paired });
      expect(permutationTest(a, b, { rng: createRng(1), paired })).toEqual(once);
      const again = permutationTest(a, b, { rng: createRng(2), paired });
      expect(again.pValue).not.toBe(once.pValue);
      expect(Math.abs(again.pValue - once.pValue)).toBeLessThan(0.02);
      expectClose(once.estimate, mean(a) - mean(b));
    }
    const apart = permutationTest(
      a.map((value) => value + 100),
      b,
      { resamples: 99, alternative: 'greater' },
    );
    expect(apart.pValue).toBe(1 / 100);
  });

  it('rejects a true hypothesis about as often as it says', () => {
    const rng = createRng(11);
    let rejected = 0;
    for (let trial = 0; trial < 400; trial++) {
      const draw = () => Array.from({ length: 5 }, () => rng.normal());
      if (permutationTest(draw(), draw()).pValue <= 0.05) rejected++;
    }
    // 12 of 252 arrangements: 4.8 %; the bounds are four standard errors away.
    expect(rejected / 400).toBeGreaterThan(0.005);
    expect(rejected / 400).toBeLessThan(0.09);
  });

  it('finds no difference between equal values', () => {
    for (const paired of [false, true])
      expect(permutationTest([0.1, 0.1, 0.1], [0.1, 0.1, 0.1], { paired }).pValue).toBe(1);
  });

  it('counts ties in spite of rounding', () => {
    const a = [0.1 + 0.2, 0.3, 0.7];
    const b = [0.3, 0.1 + 0.2, 0.7];
    expect(permutationTest(a, b, { alternative: 'greater' }).pValue).toBe(
      permutationTest([0.3, 0.3, 0.7], [0.3, 0.3, 0.7], { alternative: 'greater' }).pValue,
    );
  });

  it('has no degrees of freedom', () => {
    const { degreesOfFreedom, description } = permutationTest([0.92, 0.94, 0.93], [0.9, 0.91, 0.89]);
    expect(degreesOfFreedom).toBeUndefined();
    expect(description).toBe(
      "permutation test, two-sided: difference 0.0300, 95 % interval [−∞, ∞], p = 0.100, Cliff's delta = 1.00.",
    );
  });

  it('refuses what it cannot use', () => {
    expect(() => permutationTest([1], [1, 2])).toThrow('The first sample has 1 value');
    expect(() => permutationTest([1, 2], [1, Number.POSITIVE_INFINITY])).toThrow(
      'The second sample holds Infinity',
    );
    expect(() => permutationTest([1, 2, 3], [1, 2], { paired: true })).toThrow('There are 3 values');
    expect(() => permutationTest([1, 2], [1, 2], { resamples: 0 })).toThrow('The number of resamples is 0');
  });
});
