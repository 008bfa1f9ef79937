import { TomoniError } from '@tomoni/spec';
import { type Alternative, tailProbability } from '../distributions/alternative.js';
import { studentTail } from '../distributions/student.js';
import { impliedStatistic } from './implied-statistic.js';

/** A paired t-test over folds as it was printed. */
export interface PrintedFolds {
  /** As printed, in (0, 1). */
  readonly pValue: number;
  /** Number of folds, at least 2. */
  readonly folds: number;
  /** Rows tested on for each row trained on: 1/8 for ten folds of 8:1:1. */
  readonly ratio: number;
  /** Of the printed test. Default: `two-sided`. */
  readonly alternative?: Alternative;
}

/** What the p-value becomes when folds are known to share training data. */
export interface CorrectedPrint {
  /** The t behind the printed p-value. */
  readonly statistic: number;
  /** Of the corrected resampled t-test. */
  readonly correctedStatistic: number;
  readonly correctedPValue: number;
}

/**
 * Corrects a printed paired t-test over folds without the scores of its folds: `t` shrinks by `√((1/k) / (1/k + ratio))`.
 *
 * Source: Nadeau & Bengio, "Inference for the generalization error", 2003.
 *
 * @throws TomoniError `invalid-argument` where the p-value is not between 0 and 1, or folds or ratio are out of range
 *
 * @example
 * ```ts
 * import { correctPrintedTest } from '@tomoni/statistics';
 *
 * const printed = { pValue: 0.0289, folds: 10, ratio: 1 / 8, alternative: 'greater' } as const;
 * console.log(correctPrintedTest(printed).correctedPValue); // 0.0907…
 * ```
 */
export function correctPrintedTest({
  pValue,
  folds,
  ratio,
  alternative = 'two-sided',
}: PrintedFolds): CorrectedPrint {
  if (!(Number.isInteger(folds) && folds >= 2 && ratio > 0 && Number.isFinite(ratio)))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `${folds} folds with a ratio of ${ratio} cannot be corrected.`,
      remedy: 'Give at least two folds, and the rows tested on for each row trained on.',
    });
  const statistic = impliedStatistic({ pValue, degreesOfFreedom: folds - 1, alternative });
  const correctedStatistic = statistic / Math.sqrt(1 + folds * ratio);
  const tail = (t: number) => studentTail(t, folds - 1);
  return {
    statistic,
    correctedStatistic,
    correctedPValue: tailProbability(tail, correctedStatistic, alternative),
  };
}
