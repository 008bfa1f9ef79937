import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { type MaskingScaling, maskingProbabilities } from './masking-probabilities.js';

const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe('maskingProbabilities', () => {
  it.each<MaskingScaling>(['proportional', 'logit-shift'])(
    '%s: has the wanted mean on 10,000 random texts, keeps the order, and stays in [0, 1]',
    (scaling) => {
      const rng = createRng(5);
      for (let text = 0; text < 10_000; text++) {
        const draws = rng.fork(text);
        const sharpness = 1 + 8 * draws.uniform();
        const length = 1 + draws.integer(60);
        const values = Float64Array.from({ length }, () => draws.uniform() ** sharpness);
        const rate = draws.uniform() < 0.1 ? 1 : 0.01 + 0.98 * draws.uniform();
        const { probabilities, floored } = maskingProbabilities(values, { rate, scaling });
        expect(floored).toBe(false);
        if (Math.abs(mean(probabilities) - rate) > 1e-9) expect(mean(probabilities)).toBe(rate);
        const order = [...values.keys()].sort((a, b) => (values[a] as number) - (values[b] as number));
        for (let i = 0; i < length; i++) {
          const p = probabilities[order[i] as number] as number;
          if (!(p >= 0 && p <= 1)) expect(p).toBe('a probability');
          const before = i === 0 ? 0 : (probabilities[order[i - 1] as number] as number);
          const lower = i === 0 ? -1 : (values[order[i - 1] as number] as number);
          const value = values[order[i] as number] as number;
          if (p < before || (value > lower && p === before && p < 1 - 1e-12 && p > 0))
            expect([before, p]).toBe('rising');
        }
      }
    },
  );

  it('follows its formula by hand', () => {
    // m·n = 1.6; c = 1.6 / 1.2 makes the first 1.2, so it is sure, and c = 0.6 / 0.3 for the rest.
    expect([...maskingProbabilities([0.9, 0.1, 0.1, 0.1], { rate: 0.4 }).probabilities]).toEqual(
      [1, 0.2, 0.2, 0.2].map((p) => expect.closeTo(p, 12)),
    );
    expect([...maskingProbabilities([3, 1], { rate: 0.25 }).probabilities]).toEqual([0.375, 0.125]);
    expect([...maskingProbabilities([2, 2, 2], { rate: 1 }).probabilities]).toEqual([1, 1, 1]);
  });

  it('reports where too few tokens are difficult, and reaches the mean nevertheless', () => {
    const { probabilities, floored } = maskingProbabilities([0.5, 0, 0, 0], { rate: 0.4 });
    expect(floored).toBe(true);
    expect(mean(probabilities)).toBeCloseTo(0.4, 12);
    expect(probabilities[0]).toBe(1);
    const exactly = maskingProbabilities([0.5, 0, 0, 0], { rate: 0.25 });
    expect([...exactly.probabilities]).toEqual([1, 0, 0, 0]);
    expect(exactly.floored).toBe(false);
    const shifted = maskingProbabilities([0, 0, 1, 0.5], { rate: 0.6, scaling: 'logit-shift' });
    expect(shifted.floored).toBe(true);
    expect(mean(shifted.probabilities)).toBeCloseTo(0.6, 9);
    expect(maskingProbabilities([], { rate: 0.15 }).probabilities).toHaveLength(0);
  });

  it('refuses rates and difficulties out of range', () => {
    expect(() => maskingProbabilities([1], { rate: 0 })).toThrow(/rate 0 /);
    expect(() => maskingProbabilities([-1], { rate: 0.1 })).toThrow(/difficulty -1 of token 0/);
    expect(() => maskingProbabilities([1, Number.NaN], { rate: 0.1 })).toThrow(/difficulty NaN of token 1/);
    expect(() => maskingProbabilities([2], { rate: 0.1, scaling: 'logit-shift' })).toThrow(/from 0 to 1/);
  });
});
