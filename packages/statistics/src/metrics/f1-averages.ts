import { sum } from '../numeric/sum.js';

/** Precision, recall and their harmonic mean, each in [0, 1]; 0 where one is not defined. */
export interface PrecisionRecallF1 {
  /** Fraction of the predicted that is right. */
  readonly precision: number;
  /** Fraction of the actual that was found. */
  readonly recall: number;
  /** `2 · precision · recall / (precision + recall)`. */
  readonly f1: number;
}

/** {@link PrecisionRecallF1} of one class, label or tag. */
export interface ClassScores extends PrecisionRecallF1 {
  /** Times it was actual. */
  readonly support: number;
}

/** The scores of several classes, labels or tags put together. */
export interface F1Averages {
  /** Over all decisions counted together. */
  readonly micro: PrecisionRecallF1;
  /** Mean over the classes. */
  readonly macro: PrecisionRecallF1;
  /** Mean over the classes, weighted by their support. */
  readonly weighted: PrecisionRecallF1;
}

/** What precision and recall are counted from. */
export interface Counts {
  /** Times it was predicted rightly. */
  readonly correct: number;
  /** Times it was predicted. */
  readonly predicted: number;
  /** Times it was actual. */
  readonly actual: number;
}

/** A ratio that is 0 where it is not defined (scikit-learn's `zero_division=0`). */
function ratio(numerator: number, denominator: number): number {
  return denominator === 0 ? 0 : numerator / denominator;
}

export function classScores({ correct, predicted, actual }: Counts): ClassScores {
  return {
    precision: ratio(correct, predicted),
    recall: ratio(correct, actual),
    f1: ratio(2 * correct, predicted + actual),
    support: actual,
  };
}

/** The averages over classes; without a class all are 0. */
export function f1Averages(counts: readonly Counts[]): F1Averages {
  const each = counts.map(classScores);
  const total = (part: keyof Counts) => sum(counts.length, (k) => (counts[k] as Counts)[part]);
  const { precision, recall, f1 } = classScores({
    correct: total('correct'),
    predicted: total('predicted'),
    actual: total('actual'),
  });
  return {
    micro: { precision, recall, f1 },
    macro: mean(each, () => 1),
    weighted: mean(each, (scores) => scores.support),
  };
}

function mean(each: readonly ClassScores[], weight: (scores: ClassScores) => number): PrecisionRecallF1 {
  const whole = sum(each.length, (k) => weight(each[k] as ClassScores));
  const average = (score: keyof PrecisionRecallF1) =>
    ratio(
      sum(each.length, (k) => weight(each[k] as ClassScores) * (each[k] as ClassScores)[score]),
      whole,
    );
  return { precision: average('precision'), recall: average('recall'), f1: average('f1') };
}
