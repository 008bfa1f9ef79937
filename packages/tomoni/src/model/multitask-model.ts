import type { RowsOf, TrainingHistory } from '@tomoni/spec';
import type { EvaluationOptions, Plan, PredictionOptions } from '@tomoni/training';
import type { Chosen, PredictionsOf, ScoresOfTasks } from '../types/results.js';
import type { EvaluationRow } from '../types/rows.js';
import type { InputSource } from '../types/source.js';
import type { NamesOf, TaskTypes } from '../types/tasks.js';

/** Which tasks of a model are run. */
export interface TaskChoice<Name extends string> {
  /** Tasks to run. Default: all. */
  readonly tasks?: readonly Name[];
}

/**
 * A trained model, whose tasks the compiler knows. It owns its weights until `dispose`.
 *
 * @typeParam Source columns and type of the input
 * @typeParam Tasks the tasks by name
 */
export interface MultitaskModel<Source extends InputSource, Tasks extends TaskTypes> {
  readonly plan: Plan;
  /** How the training went. */
  readonly history: TrainingHistory;
  /**
   * Scores on labelled rows, by task. A score for which nothing is labelled is `NaN`.
   *
   * @throws TomoniError `invalid-data` where rows cannot be read
   */
  evaluate<const Name extends NamesOf<Tasks> = NamesOf<Tasks>>(
    rows: RowsOf<EvaluationRow<Source, Chosen<Tasks, Name>>>,
    options?: EvaluationOptions & TaskChoice<Name>,
  ): Promise<ScoresOfTasks<Chosen<Tasks, Name>>>;
  /**
   * Predictions, one object per input: `predictions[0].interest`.
   *
   * @throws TomoniError `invalid-data` where an input cannot be read
   */
  predict<const Name extends NamesOf<Tasks> = NamesOf<Tasks>>(
    inputs: readonly Source['input'][],
    options?: PredictionOptions & TaskChoice<Name>,
  ): Promise<PredictionsOf<Chosen<Tasks, Name>>[]>;
  /** Writes the model as a folder, whole or not at all. */
  save(folder: string): Promise<void>;
  /** A model of some of the tasks. Both use the same weights, which are freed with the last of them. */
  only<const Name extends NamesOf<Tasks>>(
    ...tasks: readonly Name[]
  ): MultitaskModel<Source, Chosen<Tasks, Name>>;
  /** Frees the weights. */
  dispose(): void;
}
