import type { Meter } from '@tomoni/spec';
import {
  accuracy,
  confusionMatrix,
  expectedCalibrationError,
  matthewsCorrelation,
  precisionRecallF1,
} from '@tomoni/statistics';
import { type ClassName, inventory } from '../inventory/inventory.js';
import { gatheringMeter } from '../meters/gathering-meter.js';
import type { ClassPrediction } from './decision.js';

/** How often each class was taken for each other. */
export type Confusion<Label extends ClassName> = {
  /** The classes, in the order of rows and columns. */
  readonly labels: readonly Label[];
  /** `[classes, classes]`: a row per true class, a column per predicted one. */
  readonly matrix: readonly (readonly number[])[];
};

/** Scores of a classification; the F1 averages as scikit-learn defines them. */
export type ClassificationScores<Label extends ClassName> = {
  readonly accuracy: number;
  readonly microF1: number;
  readonly macroF1: number;
  readonly weightedF1: number;
  /** Matthews' correlation coefficient. */
  readonly mcc: number;
  /** Expected calibration error of the answered classes over 15 bins. */
  readonly calibrationError: number;
  readonly confusion: Confusion<Label>;
};

export function classificationMeter<Label extends ClassName>(
  labels: readonly Label[],
): Meter<Label, ClassPrediction<Label>, ClassificationScores<Label>> {
  const { indexOf } = inventory(labels, 'label');
  return gatheringMeter((gathered) => {
    const actual = gathered.map(({ label }) => indexOf(label));
    const predicted = gathered.map(({ prediction }) => indexOf(prediction.label));
    const matrix = confusionMatrix(actual, predicted, labels.length);
    const { micro, macro, weighted } = precisionRecallF1(matrix);
    return {
      accuracy: accuracy(matrix),
      microF1: micro.f1,
      macroF1: macro.f1,
      weightedF1: weighted.f1,
      mcc: matthewsCorrelation(matrix),
      calibrationError: expectedCalibrationError(
        gathered.map(({ prediction }) => prediction.probability),
        actual.map((index, i) => index === predicted[i]),
      ),
      confusion: { labels, matrix },
    };
  });
}
