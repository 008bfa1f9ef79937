import { byLabel } from '../inventory/by-label.js';
import type { ClassName } from '../inventory/inventory.js';

/** What a classification answers for one text. */
export type ClassPrediction<Label extends ClassName> = {
  /** The class that is answered. */
  readonly label: Label;
  /** Its probability. */
  readonly probability: number;
  /** The probability of every class, by name. */
  readonly probabilities: Readonly<Record<Label, number>>;
};

/** A class that is answered as soon as it is probable enough; otherwise the likeliest of the others is. */
export type ClassThreshold<Label extends ClassName> = {
  readonly label: Label;
  /** Smallest probability, in [0, 1], at which the class is answered. */
  readonly probability: number;
};

/** The prediction that probabilities, in the order of the labels, lead to. */
export function decideClass<Label extends ClassName>(
  labels: readonly Label[],
  probabilities: readonly number[],
  threshold: ClassThreshold<Label> | null,
): ClassPrediction<Label> {
  const index = choose(probabilities, threshold === null ? -1 : labels.indexOf(threshold.label), threshold);
  return {
    label: labels[index] as Label,
    probability: probabilities[index] as number,
    probabilities: byLabel(labels, probabilities),
  };
}

function choose(
  probabilities: readonly number[],
  special: number,
  threshold: ClassThreshold<ClassName> | null,
): number {
  if (threshold === null) return likeliest(probabilities);
  if ((probabilities[special] as number) >= threshold.probability) return special;
  return likeliest(probabilities.map((probability, index) => (index === special ? -1 : probability)));
}

function likeliest(probabilities: readonly number[]): number {
  return probabilities.indexOf(Math.max(...probabilities));
}
