import { type ClassScores, classScores, type F1Averages, f1Averages } from './f1-averages.js';
import { margins } from './margins.js';

/** Scores of a classification: per class and averaged. */
export interface ClassificationScores extends F1Averages {
  /** One entry per class, in order. */
  readonly perClass: readonly ClassScores[];
}

/** Options of {@link precisionRecallF1}. */
export interface PrecisionRecallF1Options {
  /**
   * The classes that the macro average runs over: those that were actual or predicted at least once, as in
   * scikit-learn, or all. Default: `seen`.
   */
  readonly average?: 'seen' | 'all';
}

/**
 * Precision, recall and F1 per class with their micro, macro and weighted averages; 0 where one is not defined.
 *
 * @param matrix `[classes, classes]`, rows actual, columns predicted
 * @throws TomoniError `invalid-argument` where the matrix is not square
 *
 * @example
 * ```ts
 * import { confusionMatrix, precisionRecallF1 } from '@tomoni/statistics';
 *
 * const { macro, perClass } = precisionRecallF1(confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1], 2));
 * console.log(macro.f1); // 0.7333333333333334
 * console.log(perClass[0]); // { precision: 1, recall: 0.5, f1: 0.6666666666666666, support: 2 }
 * ```
 */
export function precisionRecallF1(
  matrix: readonly ArrayLike<number>[],
  options: PrecisionRecallF1Options = {},
): ClassificationScores {
  const { average = 'seen' } = options;
  const { actual, predicted, correct } = margins(matrix);
  const counts = correct.map((right, k) => ({
    correct: right,
    predicted: predicted[k] as number,
    actual: actual[k] as number,
  }));
  const averaged =
    average === 'all' ? counts : counts.filter((count) => count.actual > 0 || count.predicted > 0);
  return { perClass: counts.map(classScores), ...f1Averages(averaged) };
}
