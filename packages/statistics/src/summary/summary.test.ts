import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { meanInterval } from '../intervals/mean-interval.js';
import { mean } from './mean.js';
import { meanDifference } from './mean-difference.js';
import { median, quantile } from './quantile.js';
import { standardDeviation, variance } from './standard-deviation.js';
import { summarize } from './summarize.js';

const { summary } = reference<{
  summary: {
    values: number[];
    mean: number;
    standardDeviation: number;
    quantiles: [fraction: number, value: number][];
    interval: [lower: number, upper: number];
  }[];
}>('inference');

describe('summary', () => {
  it.each(summary.map((one) => [one.values.length, one] as const))(
    'agrees with NumPy, %d values',
    (n, one) => {
      const { values, quantiles, interval } = one;
      expectClose(mean(values), one.mean);
      expectClose(standardDeviation(values), one.standardDeviation);
      expectClose(variance(values), one.standardDeviation ** 2);
      for (const [fraction, value] of quantiles) expectClose(quantile(values, fraction), value);
      const [lower, upper] = interval;
      expectClose(meanInterval(values, { confidence: 0.9 }), { lower, upper, confidence: 0.9 });
      expectClose(summarize(values), {
        n,
        mean: one.mean,
        standardDeviation: one.standardDeviation,
        standardError: one.standardDeviation / Math.sqrt(n),
        minimum: Math.min(...values),
        lowerQuartile: quantile(values, 0.25),
        median: median(values),
        upperQuartile: quantile(values, 0.75),
        maximum: Math.max(...values),
      });
    },
  );

  it('keeps its digits far from 0', () => {
    const values = [4, 7, 13, 16].map((value) => value + 1e12);
    expect(variance(values)).toBe(30);
    expectClose(meanDifference([1e15 + 1, 1e15 + 2], [1e15, 1e15]), 1.5);
  });

  it('adds small numbers to large ones', () => {
    expect(mean([1, 1e100, 1, -1e100])).toBe(0.5);
  });

  it('gives a constant back exactly', () => {
    const constant = new Array<number>(7).fill(0.1);
    expect(mean(constant)).toBe(0.1);
    expect(variance(constant)).toBe(0);
    expect(quantile(constant, 0.3)).toBe(0.1);
  });

  it('has no mean of nothing and no spread of one', () => {
    expect([mean([]), median([]), quantile([], 0.2), standardDeviation([1])]).toEqual([NaN, NaN, NaN, NaN]);
    expect(summarize([5])).toMatchObject({
      n: 1,
      mean: 5,
      median: 5,
      standardDeviation: NaN,
      standardError: NaN,
    });
    expect(median([1, Number.NaN, 3])).toBeNaN();
  });

  it('passes infinities on', () => {
    expect(mean([1, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
    expect(mean([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])).toBeNaN();
    expect(quantile([1, 2, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY], 0.9)).toBe(
      Number.POSITIVE_INFINITY,
    );
  });

  it('refuses a fraction outside [0, 1]', () => {
    expect(() => quantile([1], 1.1)).toThrow('The fraction 1.1 is not in [0, 1].');
    expect(() => meanInterval([1, 2], { confidence: 95 })).toThrow(
      'The confidence 95 is not between 0 and 1.',
    );
    expect(() => meanInterval([1])).toThrow('The sample has 1 value; at least 2 are needed.');
  });
});
