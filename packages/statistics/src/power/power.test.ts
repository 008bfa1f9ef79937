import { expect, it } from 'vitest';
import { reference } from '../../fixtures/reference.js';
import type { Alternative } from '../distributions/alternative.js';
import { power, runsNeeded } from './power.js';

type Power = {
  effect: number;
  runs: number;
  alpha: number;
  alternative: Alternative;
  unpaired: number;
  paired: number;
};
const { powers, needed } = reference<{
  powers: Power[];
  needed: { effect: number; wanted: number; unpaired: number; paired: number }[];
}>('power');

it.each(powers)(
  'agrees with SciPy: effect $effect, $runs runs, $alternative',
  ({ effect, runs, alpha, alternative, unpaired, paired }) => {
    const options = { difference: effect * 0.02, deviation: 0.02, alpha, alternative };
    expect(Math.abs(power(runs, options) - unpaired)).toBeLessThan(1e-10);
    expect(Math.abs(power(runs, { ...options, paired: true }) - paired)).toBeLessThan(1e-10);
  },
);

it.each(needed)(
  'finds as many runs as statsmodels for $effect at $wanted',
  ({ effect, wanted, unpaired, paired }) => {
    const options = { difference: effect, deviation: 1 };
    expect(runsNeeded(wanted, options)).toBe(unpaired);
    expect(runsNeeded(wanted, { ...options, paired: true })).toBe(paired);
  },
);

it('knows that folds which share training data settle at a limit', () => {
  const options = { difference: 0.5, deviation: 1, paired: true, ratio: 1 / 8 };
  expect(power(1000, options)).toBeLessThan(0.4);
  expect(runsNeeded(0.8, options)).toBeUndefined();
});

it('refuses options that make no sense', () => {
  const options = { difference: 1, deviation: 1 };
  expect(() => power(1, options)).toThrow(/runs is 1/);
  expect(() => power(5, { ...options, deviation: 0 })).toThrow(/deviation is 0/);
  expect(() => power(5, { ...options, ratio: 0.1 })).toThrow(/not paired/);
  expect(() => runsNeeded(1, options)).toThrow(/wanted power is 1/);
});
