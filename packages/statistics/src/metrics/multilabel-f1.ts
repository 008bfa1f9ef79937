import { sum } from '../numeric/sum.js';
import {
  type ClassScores,
  type Counts,
  classScores,
  type F1Averages,
  f1Averages,
  type PrecisionRecallF1,
} from './f1-averages.js';
import { type LabelRows, labelCount } from './label-rows.js';

/** Scores of a multi-label classification. */
export interface MultilabelScores extends F1Averages {
  /** One entry per label, in order. */
  readonly perLabel: readonly ClassScores[];
  /** Mean over the rows; a row without actual and predicted labels counts 0, as in scikit-learn. */
  readonly samples: PrecisionRecallF1;
  /** Fraction of rows whose labels are all right; `NaN` without rows. */
  readonly exactMatch: number;
}

/**
 * Precision, recall and F1 of predicted label sets: per label, averaged over labels and over rows; 0 where one is not defined.
 *
 * @param actual `[rows, labels]`, non-zero where a row has the label
 * @param predicted `[rows, labels]`, non-zero where the label was predicted
 * @throws TomoniError `invalid-argument` where the tables differ in size
 *
 * @example
 * ```ts
 * import { multilabelF1 } from '@tomoni/statistics';
 *
 * const { micro, exactMatch } = multilabelF1([[1, 0, 1], [0, 1, 0]], [[1, 0, 0], [0, 1, 0]]);
 * console.log(micro.f1, exactMatch); // 0.8 0.5
 * ```
 */
export function multilabelF1(actual: LabelRows, predicted: LabelRows): MultilabelScores {
  const labels = labelCount(actual, predicted);
  const rows = actual.length;
  const has = (table: LabelRows, row: number, label: number) =>
    (table[row] as ArrayLike<number>)[label] === 0 ? 0 : 1;
  const count = (length: number, place: (i: number) => [row: number, label: number]): Counts => ({
    correct: sum(length, (i) => has(actual, ...place(i)) * has(predicted, ...place(i))),
    predicted: sum(length, (i) => has(predicted, ...place(i))),
    actual: sum(length, (i) => has(actual, ...place(i))),
  });
  const byLabel = Array.from({ length: labels }, (_, label) => count(rows, (row) => [row, label]));
  const byRow = Array.from({ length: rows }, (_, row) => count(labels, (label) => [row, label]));
  const exact = byRow.filter((one) => one.correct === one.actual && one.correct === one.predicted);
  return {
    perLabel: byLabel.map(classScores),
    ...f1Averages(byLabel),
    samples: f1Averages(byRow).macro,
    exactMatch: exact.length / rows,
  };
}
