import { describe, expect, it } from 'vitest';
import { decimalFormat } from './decimal.js';
import { durationFormat } from './duration.js';
import { intervalFormat } from './interval.js';
import { pValueFormat } from './p-value.js';
import { percentFormat } from './percent.js';
import { spreadFormat } from './spread.js';

describe('formats', () => {
  it('write numbers with a true minus, and no negative zero', () => {
    expect([0.8765, -0.8765, -0.001, 0, -0].map(decimalFormat(2))).toEqual([
      '0.88',
      '−0.88',
      '0.00',
      '0.00',
      '0.00',
    ]);
  });

  it('write what is not finite', () => {
    expect([Number.NaN, Infinity, -Infinity].map(decimalFormat())).toEqual(['–', '∞', '−∞']);
    expect(percentFormat()(Number.NaN)).toBe('–');
    expect(pValueFormat()(Number.NaN)).toBe('–');
  });

  it('write durations', () => {
    expect([8.4, 83, 7384, -1, 59.6, Number.NaN].map(durationFormat())).toEqual([
      '8 s',
      '1:23',
      '2:03:04',
      '0 s',
      '1:00',
      '–',
    ]);
  });

  it('write percentages', () => {
    expect(percentFormat(1)(0.9183)).toBe('91.8 %');
    expect(percentFormat(0)(-0.5)).toBe('−50 %');
  });

  it('write p-values, never 0', () => {
    expect([0, 0.00099, 0.001, 0.0495, 1].map(pValueFormat())).toEqual([
      '< 0.001',
      '< 0.001',
      '0.001',
      '0.050',
      '1.000',
    ]);
    expect(pValueFormat(1)(0.05)).toBe('< 0.1');
  });

  it('write spreads and intervals', () => {
    expect(spreadFormat(2)({ mean: 0.723, standardDeviation: 0.0153 })).toBe('0.72 ± 0.02');
    expect(spreadFormat(2)({ mean: 0.723, standardDeviation: Number.NaN })).toBe('0.72');
    expect(intervalFormat(1)({ lower: Number.NEGATIVE_INFINITY, upper: -0.25 })).toBe('[−∞, −0.3]');
  });
});
