import { describe, expect, it } from 'vitest';
import { expectClose, reference } from '../../fixtures/reference.js';
import type { ClassScores } from './f1-averages.js';
import { hammingLoss } from './hamming-loss.js';
import { multilabelF1 } from './multilabel-f1.js';

const { multilabel } = reference<{
  multilabel: {
    actual: number[][];
    predicted: number[][];
    perLabel: ClassScores[];
    averages: Record<'micro' | 'macro' | 'weighted' | 'samples', object>;
    exactMatch: number;
    hamming: number;
  }[];
}>('metrics');

describe('scores of label sets', () => {
  it.each(multilabel.map((one) => [one.actual.length, one] as const))(
    'agree with scikit-learn, %d rows',
    (_, { actual, predicted, perLabel, averages, exactMatch, hamming }) => {
      expectClose(multilabelF1(actual, predicted), { perLabel, ...averages, exactMatch });
      expectClose(hammingLoss(actual, predicted), hamming);
      const bytes = (rows: number[][]) => rows.map((row) => Uint8Array.from(row));
      expect(multilabelF1(bytes(actual), bytes(predicted))).toEqual(multilabelF1(actual, predicted));
    },
  );

  it('are defined without rows', () => {
    expect(multilabelF1([], []).micro.f1).toBe(0);
    expect(multilabelF1([], []).exactMatch).toBeNaN();
    expect(hammingLoss([], [])).toBeNaN();
  });

  it('refuse rows that do not fit', () => {
    expect(() => multilabelF1([[1]], [])).toThrow('There are 1 actual rows but 0 predicted rows.');
    expect(() => hammingLoss([[1, 0]], [[1]])).toThrow(
      'A row holds 1 labels where the first one holds 2. (row 0)',
    );
  });
});
