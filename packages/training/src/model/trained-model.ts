import type { RowsOf, TrainingHistory } from '@tomoni/spec';
import type { AnyRow, Plan } from '../plan/plan.js';

/** Scores by task: what the task's head reports, and its mean `loss`. */
export type Scores = Readonly<Record<string, object & { readonly loss: number }>>;

/** What a training run ends in: a network that evaluates, predicts, and is saved. It owns its weights until `dispose`. */
export interface TrainedModel {
  readonly plan: Plan;
  /** How the training went. */
  readonly history: TrainingHistory;
  /** Scores on labelled rows. A score for which nothing is labelled is `NaN`. */
  evaluate(rows: RowsOf<AnyRow>, options?: EvaluationOptions): Promise<Scores>;
  /** Predictions of every task, one object per input. */
  predict(
    inputs: readonly unknown[],
    options?: PredictionOptions,
  ): Promise<Readonly<Record<string, unknown>>[]>;
  /** Writes the model as a folder, whole or not at all. */
  save(folder: string): Promise<void>;
  /** A model of some of the tasks; it owns copies of its weights. */
  only(...tasks: readonly string[]): TrainedModel;
  /** Frees the weights. */
  dispose(): void;
}

/** How a model is evaluated. */
export interface EvaluationOptions {
  /** Tasks to score. Default: all. */
  readonly tasks?: readonly string[];
  readonly signal?: AbortSignal;
  /** Called with the number of texts done. */
  readonly progress?: (done: number, total: number) => void;
}

/** How a model predicts. */
export interface PredictionOptions extends EvaluationOptions {}
