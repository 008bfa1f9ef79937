import type { Meter } from '@tomoni/spec';
import { accuracy, cohenKappa, confusionMatrix, meanAbsoluteError, spearman } from '@tomoni/statistics';
import type { Confusion } from '../classification/classification-meter.js';
import { type ClassName, inventory } from '../inventory/inventory.js';
import { gatheringMeter } from '../meters/gathering-meter.js';
import type { OrdinalPrediction } from './ordinal.js';

/** Scores of an ordinal head. */
export type OrdinalScores<Label extends ClassName> = {
  readonly accuracy: number;
  /** Mean distance between predicted and true rank, counted in ranks. */
  readonly mae: number;
  /** Cohen's kappa with quadratic weights. */
  readonly quadraticKappa: number;
  /** Correlation of predicted and true ranks. */
  readonly spearman: number;
  readonly confusion: Confusion<Label>;
};

export function ordinalMeter<Label extends ClassName>(
  labels: readonly Label[],
): Meter<Label, OrdinalPrediction<Label>, OrdinalScores<Label>> {
  const { indexOf } = inventory(labels, 'label');
  return gatheringMeter((gathered) => {
    const actual = gathered.map(({ label }) => indexOf(label));
    const predicted = gathered.map(({ prediction }) => indexOf(prediction.label));
    const matrix = confusionMatrix(actual, predicted, labels.length);
    return {
      accuracy: accuracy(matrix),
      mae: meanAbsoluteError(actual, predicted),
      quadraticKappa: cohenKappa(matrix, { weights: 'quadratic' }),
      spearman: spearman(actual, predicted).coefficient,
      confusion: { labels, matrix },
    };
  });
}
