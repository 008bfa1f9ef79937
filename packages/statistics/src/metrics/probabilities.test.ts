import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { brierScore } from './brier-score.js';
import { expectedCalibrationError } from './expected-calibration-error.js';
import { logLoss } from './log-loss.js';
import { perplexity } from './perplexity.js';

const { probabilities } = reference<{
  probabilities: {
    actual: number[];
    probabilities: number[][];
    logLoss: number;
    brier: number;
    confidences: number[];
    correct: number[];
    ece: Record<string, number>;
  }[];
}>('metrics');

describe('scores of probabilities', () => {
  it.each(probabilities.map((one) => [one.probabilities[0]?.length, one] as const))(
    'agree with scikit-learn, %d classes',
    (_, one) => {
      expectClose(logLoss(one.actual, one.probabilities), one.logLoss);
      expectClose(brierScore(one.actual, one.probabilities), one.brier);
      for (const [bins, expected] of Object.entries(one.ece))
        expectClose(expectedCalibrationError(one.confidences, one.correct, { bins: Number(bins) }), expected);
      expectClose(expectedCalibrationError(one.confidences, one.correct), one.ece['15']);
    },
  );

  it('keep one certain mistake finite', () => {
    expect(logLoss([0], [[0, 1]])).toBe(-Math.log(2 ** -52));
    expectClose(logLoss([1], [[0, 1]]), 0);
  });

  it('put the ends of the range into the first and last bin', () => {
    expect(expectedCalibrationError([0, 1], [0, 1], { bins: 10 })).toBe(0);
    expect(expectedCalibrationError([0, 1], [true, false], { bins: 10 })).toBe(1);
  });

  it('are NaN for nothing', () => {
    expect(logLoss([], [])).toBeNaN();
    expect(brierScore([], [])).toBeNaN();
    expect(expectedCalibrationError([], [])).toBeNaN();
  });

  it('refuse what does not fit', () => {
    expect(() => logLoss([0, 1], [[1, 0]])).toThrow('2 actual classes but 1 rows of probabilities');
    expect(() => brierScore([0, 1], [[1, 0], [1]])).toThrow(
      'A row holds 1 probabilities where the first one holds 2.',
    );
    expect(() => logLoss([2], [[1, 0]])).toThrow('The actual class 2 is not an integer from 0 to 1. (row 0)');
    expect(() => expectedCalibrationError([1.5], [1])).toThrow('The confidence 1.5 is not a probability');
    expect(() => expectedCalibrationError([Number.NaN], [1])).toThrow('The confidence NaN');
    expect(() => expectedCalibrationError([0.5], [1], { bins: 0 })).toThrow('The number of bins is 0');
  });

  it('perplexity is the exponential of the loss', () => {
    expectClose(perplexity(Math.log(20)), 20);
  });
});
