import type { RowsOf, TrainingHistory } from '@tomoni/spec';
import type { AnyRow, Plan } from '../plan/plan.js';

/** Scores by task: what the task's head reports, and its mean `loss`. */
export type Scores = Readonly<Record<string, object & { readonly loss: number }>>;

/** What a training run ends in: a network that evaluates, predicts, and is saved. It owns its weights until `dispose`. */
export interface TrainedModel {
  readonly plan: Plan;
  /** How the training went. */
  readonly history: TrainingHistory;
  /**
   * Scores on labelled rows. A score for which nothing is labelled is `NaN`.
   *
   * @throws TomoniError `invalid-data` where a row or label cannot be used, `invalid-argument` where there is no such task
   */
  evaluate(rows: RowsOf<AnyRow>, options?: EvaluationOptions): Promise<Scores>;
  /**
   * Predictions of every task, one object per input.
   *
   * @throws TomoniError `invalid-data` where an input cannot be read, `invalid-argument` where there is no such task
   */
  predict(
    inputs: readonly unknown[],
    options?: PredictionOptions,
  ): Promise<Readonly<Record<string, unknown>>[]>;
  /**
   * Writes the model as a folder, whole or not at all; one that was saved there before is replaced. Python transformers
   * loads the encoder, and a masked language model head with it: the one that was trained on the last layer, else the
   * checkpoint's as it came.
   *
   * @throws TomoniError `exhausted` where the disk is full, `invalid-argument` where something else stands there
   */
  save(folder: string): Promise<void>;
  /**
   * A model of some of the tasks. Both use the same weights, which are freed with the last of them. A generator that is
   * left out no longer splits the texts.
   *
   * @throws TomoniError `invalid-argument` where no task is named, or one that is not there
   */
  only(...tasks: readonly string[]): TrainedModel;
  /** Frees the weights. */
  dispose(): void;
}

/** What one batch of an evaluation gave for one task. */
export interface EvaluatedExamples {
  readonly task: string;
  /** The rows, one per label and prediction. */
  readonly rows: Uint32Array;
  readonly labels: readonly unknown[];
  readonly predictions: readonly unknown[];
}

/** How a model is evaluated. */
export interface EvaluationOptions {
  /** Tasks to score. Default: all. */
  readonly tasks?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with the number of texts done. */
  readonly progress?: (done: number, total: number) => void;
  /** Called with what should be known of the result, such as texts that were cut because they are too long. */
  readonly notice?: (message: string) => void;
  /** Called with the labels and predictions of each batch, which the scores are computed from. */
  readonly examples?: (batch: EvaluatedExamples) => void;
}

/** How a model predicts. */
export interface PredictionOptions extends Omit<EvaluationOptions, 'examples'> {}
