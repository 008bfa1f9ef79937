import type { Meter } from '@tomoni/spec';
import { meanAbsoluteError, pearson, rootMeanSquaredError, rSquared, spearman } from '@tomoni/statistics';
import { gatheringMeter } from '../meters/gathering-meter.js';

/** Scores of a regression, in the unit of the labels. */
export type RegressionScores = {
  /** Root of the mean squared error. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Coefficient of determination: 1 at best, 0 for a prediction of the mean. */
  readonly r2: number;
  /** Correlation of predictions and labels. */
  readonly pearson: number;
  /** Correlation of their ranks. */
  readonly spearman: number;
};

export function regressionMeter(): Meter<number, number, RegressionScores> {
  return gatheringMeter((gathered) => {
    const labels = gathered.map(({ label }) => label);
    const predictions = gathered.map(({ prediction }) => prediction);
    return {
      rmse: rootMeanSquaredError(labels, predictions),
      mae: meanAbsoluteError(labels, predictions),
      r2: rSquared(labels, predictions),
      pearson: pearson(labels, predictions).coefficient,
      spearman: spearman(labels, predictions).coefficient,
    };
  });
}
