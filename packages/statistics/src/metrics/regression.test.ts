import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { meanAbsoluteError } from './absolute-error.js';
import { rSquared } from './r-squared.js';
import { meanSquaredError, rootMeanSquaredError } from './squared-error.js';

const { regression } = reference<{
  regression: {
    actual: number[];
    predicted: number[];
    mse: number;
    rmse: number;
    mae: number;
    r2: number;
  }[];
}>('metrics');

describe('errors of a regression', () => {
  it.each(regression.map((one, i) => [i, one] as const))('agree with scikit-learn, case %d', (_, one) => {
    const { actual, predicted } = one;
    expectClose(meanSquaredError(actual, predicted), one.mse);
    expectClose(rootMeanSquaredError(actual, predicted), one.rmse);
    expectClose(meanAbsoluteError(actual, predicted), one.mae);
    expectClose(rSquared(actual, predicted), one.r2);
  });

  it('take typed arrays', () => {
    expect(meanSquaredError(Float32Array.of(1, 2), Float64Array.of(1, 4))).toBe(2);
  });

  it('do not lose small errors beside a large one', () => {
    const actual = new Float64Array(100_001).fill(0);
    const predicted = actual.map((_, i) => (i === 0 ? 1e8 : 1e-1));
    expectClose(meanSquaredError(actual, predicted) * 100_001 - 1e16, 1000);
  });

  it.each([meanSquaredError, rootMeanSquaredError, meanAbsoluteError, rSquared])(
    '%o: nothing is NaN, NaN stays NaN, unequal lengths are refused',
    (error) => {
      expect(error([], [])).toBeNaN();
      expect(error([1, 2], [1, Number.NaN])).toBeNaN();
      expect(error([2, 2], [1, Number.NaN])).toBeNaN();
      expect(() => error([1, 2], [1])).toThrow('There are 2 actual values but 1 predicted values.');
    },
  );

  it('R² of a single value is not defined', () => {
    expect(rSquared([1], [1])).toBeNaN();
  });
});
