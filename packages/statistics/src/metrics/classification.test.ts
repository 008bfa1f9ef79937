import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import { accuracy } from './accuracy.js';
import { cohenKappa } from './cohen-kappa.js';
import { confusionMatrix } from './confusion-matrix.js';
import type { ClassScores, F1Averages } from './f1-averages.js';
import { matthewsCorrelation } from './matthews-correlation.js';
import { precisionRecallF1 } from './precision-recall-f1.js';

const { classification } = reference<{
  classification: {
    classes: number;
    actual: number[];
    predicted: number[];
    matrix: number[][];
    accuracy: number;
    perClass: ClassScores[];
    seen: F1Averages;
    all: F1Averages;
    mcc: number;
    kappa: { none: number; linear: number; quadratic: number };
  }[];
}>('metrics');

describe('scores of a classification', () => {
  it.each(classification.map((one) => [one.classes, one] as const))(
    'agree with scikit-learn, %d classes',
    (classes, one) => {
      const matrix = confusionMatrix(one.actual, one.predicted, classes);
      expect(matrix).toEqual(one.matrix);
      expectClose(accuracy(matrix), one.accuracy);
      expectClose(precisionRecallF1(matrix), { perClass: one.perClass, ...one.seen });
      expectClose(precisionRecallF1(matrix, { average: 'all' }), one.all);
      expectClose(matthewsCorrelation(matrix), one.mcc);
      for (const weights of ['none', 'linear', 'quadratic'] as const)
        expectClose(cohenKappa(matrix, { weights }), one.kappa[weights]);
      expect(cohenKappa(matrix)).toBe(cohenKappa(matrix, { weights: 'none' }));
    },
  );

  it('are defined for an empty matrix where scikit-learn defines them', () => {
    const empty = [
      [0, 0],
      [0, 0],
    ];
    expect(accuracy(empty)).toBeNaN();
    expect(matthewsCorrelation(empty)).toBe(0);
    expect(cohenKappa(empty)).toBeNaN();
    expect(precisionRecallF1(empty).macro).toEqual({ precision: 0, recall: 0, f1: 0 });
  });

  it('do not overflow with many rows', () => {
    const many = [
      [4e9, 1e9],
      [2e9, 3e9],
    ];
    expectClose(matthewsCorrelation(many), 10 / Math.sqrt(600));
  });

  it('refuse what is not a class, and what is not a square', () => {
    expect(() => confusionMatrix([0, 2], [0, 1], 2)).toThrow(
      'The actual class 2 is not an integer from 0 to 1. (row 1)',
    );
    expect(() => confusionMatrix([0, 1], [0, 0.5], 2)).toThrow('The predicted class 0.5 is not an integer');
    expect(() => confusionMatrix([0, 1], [-1, 0], 2)).toThrow('The predicted class -1');
    expect(() => confusionMatrix([0], [0], 0)).toThrow('The number of classes is 0');
    expect(() => confusionMatrix([0], [0, 1], 2)).toThrow(
      'There are 1 actual classes but 2 predicted classes.',
    );
    for (const score of [accuracy, matthewsCorrelation, cohenKappa, precisionRecallF1])
      expect(() => score([[1, 2]])).toThrow('1 rows but a row of 2 entries');
  });
});
