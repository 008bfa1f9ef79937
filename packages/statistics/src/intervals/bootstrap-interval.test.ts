import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { mean } from '../summary/mean.js';
import { median, quantile } from '../summary/quantile.js';
import { bcaLevels, bootstrapInterval } from './bootstrap-interval.js';
import { meanInterval } from './mean-interval.js';

const { bootstrap } = reference<{
  bootstrap: {
    name: string;
    estimate: number;
    replicates: number[];
    jackknife: number[];
    lower: number;
    upper: number;
  }[];
}>('inference');

describe('bootstrapInterval', () => {
  it.each(bootstrap.map((one) => [one.name, one] as const))(
    'corrects as SciPy does, for the %s',
    (_, { estimate, replicates, jackknife, lower, upper }) => {
      const [low, high] = bcaLevels(estimate, replicates, jackknife, 0.05);
      expectClose([quantile(replicates, low), quantile(replicates, high)], [lower, upper]);
    },
  );

  it('agrees with Student for the mean of many normal values', () => {
    const rng = createRng(2);
    const values = Array.from({ length: 400 }, () => rng.normal());
    const expected = meanInterval(values);
    for (const method of ['percentile', 'bca'] as const) {
      const found = bootstrapInterval(values, mean, { method, rng: createRng(3) });
      expect(found.estimate).toBe(mean(values));
      expect(Math.abs(found.lower - expected.lower)).toBeLessThan(0.01);
      expect(Math.abs(found.upper - expected.upper)).toBeLessThan(0.01);
      expect(Math.abs(found.standardError - 1 / 20)).toBeLessThan(0.005);
    }
  });

  it('repeats with its seed, and by default', () => {
    const values = [3, 1, 4, 1, 5, 9];
    const once = bootstrapInterval(values, median, { rng: createRng(7), resamples: 500 });
    expect(bootstrapInterval(values, median, { rng: createRng(7), resamples: 500 })).toEqual(once);
    expect(bootstrapInterval(values, mean)).toEqual(bootstrapInterval(values, mean));
  });

  it('resamples anything, such as pairs', () => {
    const pairs = Array.from({ length: 30 }, (_, i) => ({ before: i, after: i + 1 }));
    const gain = (sample: readonly { before: number; after: number }[]) =>
      mean(sample.map(({ before, after }) => after - before));
    expect(bootstrapInterval(pairs, gain, { resamples: 50 })).toMatchObject({
      estimate: 1,
      lower: 1,
      upper: 1,
    });
  });

  it('stays finite where the estimate lies beyond all replicates', () => {
    const [low, high] = bcaLevels(10, [1, 2, 3], [1, 2, 4], 0.025);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThanOrEqual(1);
  });

  it('is NaN where the statistic is', () => {
    const { lower, upper, estimate } = bootstrapInterval([1, 2, 3], () => Number.NaN, { resamples: 20 });
    expect([lower, upper, estimate]).toEqual([NaN, NaN, NaN]);
  });

  it('refuses a single entry and no resamples', () => {
    expect(() => bootstrapInterval([1], mean)).toThrow('The sample has 1 entry; at least 2 are needed');
    expect(() => bootstrapInterval([1, 2], mean, { resamples: 0.5 })).toThrow(
      'The number of resamples is 0.5',
    );
  });
});
