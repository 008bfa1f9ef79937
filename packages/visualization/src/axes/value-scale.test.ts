import { describe, expect, it } from 'vitest';
import { evenNumbers, numberText } from './number-text.js';
import { type ValueScaleOptions, valueScale } from './value-scale.js';

const options: ValueScaleOptions = { range: [0, 100], scale: 'auto', nice: true, ticks: 5 };
const texts = (values: number[], changes: Partial<ValueScaleOptions> = {}) =>
  valueScale(values, { ...options, ...changes }).ticks.map(({ text }) => text);

describe('valueScale', () => {
  it('lays values out linearly between round ends', () => {
    const scale = valueScale([0.13, 0.87], options);
    expect(scale.kind).toBe('linear');
    expect(scale.domain).toEqual([0, 1]);
    expect(scale.at(0.25)).toBeCloseTo(25, 9);
    expect(scale.ticks.map(({ text }) => text)).toEqual(['0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  });

  it('lays positive values of very different size out logarithmically', () => {
    const scale = valueScale([0.01, 100], options);
    expect(scale.kind).toBe('log');
    expect(scale.at(1)).toBeCloseTo(50, 9);
    expect(scale.ticks.map(({ text }) => text)).toEqual(['0.01', '0.1', '1', '10', '100']);
    expect(texts([1, 50], { scale: 'log' })).toEqual(['1', '2', '5', '10', '20', '50', '100']);
    expect(texts([1e-9, 1e9])).toEqual(['10⁻⁸', '0.0001', '1', '10000', '10⁸']);
  });

  it('stays linear where a logarithm is not defined or not wanted', () => {
    expect(valueScale([0, 1000], { ...options, scale: 'log' }).kind).toBe('linear');
    expect(valueScale([-1, 1000], options).kind).toBe('linear');
    expect(valueScale([1, 1000], { ...options, scale: 'linear' }).kind).toBe('linear');
  });

  it('makes room around a single value', () => {
    expect(valueScale([5, 5, 5], { ...options, nice: false }).domain).toEqual([4.5, 5.5]);
    expect(valueScale([0], { ...options, nice: false }).domain).toEqual([-1, 1]);
    expect(valueScale([5], options).at(5)).toBeCloseTo(50, 6);
    expect(valueScale([8], { ...options, scale: 'log', nice: false }).domain).toEqual([4, 16]);
  });

  it('passes over what is not finite, and shows something for nothing', () => {
    expect(
      valueScale([Number.NaN, 2, Number.POSITIVE_INFINITY, 4], { ...options, nice: false }).domain,
    ).toEqual([2, 4]);
    expect(valueScale([], options).domain).toEqual([0, 1]);
  });

  it('writes as many digits as the step needs', () => {
    expect(texts([1, 1.004])).toEqual(['1.000', '1.001', '1.002', '1.003', '1.004']);
    expect(texts([-20, 20])).toEqual(['−20', '−10', '0', '10', '20']);
    expect(texts([0, 4e-7])).toEqual(['0', '10⁻⁷', '2·10⁻⁷', '3·10⁻⁷', '4·10⁻⁷']);
    expect(texts([0, 4e8])).toEqual(['0', '10⁸', '2·10⁸', '3·10⁸', '4·10⁸']);
  });

  it.each([[[1e-300, 1e300]], [[-1e308, 1e308]], [[1, 1 + 1e-13]], [[5e-324, 5e-324]], [[1e15, 1e15 + 2]]])(
    'writes distinct finite ticks inside %j',
    (values) => {
      const scale = valueScale(values, options);
      const written = scale.ticks.map(({ text }) => text);
      expect(new Set(written).size).toBe(written.length);
      for (const { value } of scale.ticks) {
        expect(scale.at(value)).toBeGreaterThanOrEqual(-1e-6);
        expect(scale.at(value)).toBeLessThanOrEqual(100 + 1e-6);
      }
      for (const text of written) expect(text).not.toMatch(/NaN|Infinity|undefined/);
    },
  );
});

it('numbers that stand together have as many decimals as one of them needs', () => {
  const written = (...values: number[]) => values.map(evenNumbers(values));
  expect(written(0.7233333, 0.69)).toEqual(['0.7233', '0.6900']);
  expect(written(0.7, 0.72, -0.5)).toEqual(['0.70', '0.72', '−0.50']);
  expect(written(12, 3)).toEqual(['12', '3']);
  expect(written(1e-5, 2e-7)).toEqual(['1.00e−5', '2.00e−7']);
  expect(written(5, Number.NaN, Number.POSITIVE_INFINITY)).toEqual(['5', '–', '∞']);
  expect([0.031, 0.0003].map(evenNumbers([0.031, 0.0003], 3))).toEqual(['0.0310', '0.0003']);
});

it('numberText shows four significant digits', () => {
  expect([0.635212, -12345.678, 0, 1e-7, 3.2e9, NaN, -Infinity, Infinity].map(numberText)).toEqual([
    '0.6352',
    '−12350',
    '0',
    '1.00e−7',
    '3.20e+9',
    '–',
    '−∞',
    '∞',
  ]);
});
