import type { Encoding } from '../text/encoding.js';

/** What a meter is fed with: the texts of one batch, in order. */
export interface MeterBatch<Label, Prediction> {
  /** The true labels; `undefined` where one is missing, which is not scored. */
  readonly labels: readonly (Label | undefined)[];
  readonly predictions: readonly Prediction[];
  readonly encodings: readonly Encoding[];
  /** Sum of the losses of what is labelled in the batch. */
  readonly loss: number;
  /** Weight of what is labelled in the batch. */
  readonly weight: number;
}

/** Gathers predictions batch by batch and scores them all at the end. */
export interface Meter<Label, Prediction, Scores extends object> {
  add(batch: MeterBatch<Label, Prediction>): void;
  /** The scores of everything added; a score that is not defined, such as a correlation of a constant, is `NaN`. */
  scores(): Scores;
}
