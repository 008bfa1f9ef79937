import type { RowsOf } from '@tomoni/spec';
import type { InputSource } from './source.js';
import type { TaskType, TaskTypes } from './tasks.js';

/**
 * A row to train on: the columns of the input, and the label columns of the tasks that have no rows of their own. A label
 * column is required; its value may be `undefined`. A task whose labels are generated needs no column.
 */
export type TrainingRow<Source extends InputSource, Tasks> = RowWith<Source, Tasks, 'rows'>;

/** A row to score: the columns of the input, and the label columns of all tasks that are scored. */
export type EvaluationRow<Source extends InputSource, Tasks> = RowWith<Source, Tasks, 'rows' | 'own rows'>;

/** Rows that belong to one task alone. */
export interface OwnRows<Row> {
  readonly train: RowsOf<Row>;
  /** Rows that the task is scored on during training. Default: the task is not scored. */
  readonly validation?: RowsOf<Row>;
  /** Texts per batch of these rows. Default: that of the main data. */
  readonly batchSize?: number;
}

/** A row of a task's own. */
export type OwnRow<Source extends InputSource, Column extends string, Label> = Flat<
  Source['columns'] & { readonly [C in Column]: Label | undefined }
>;

/** A row with the label columns of the tasks whose labels stand in the given place. */
type RowWith<Source extends InputSource, Tasks, Place extends TaskType['source']> = string extends keyof Tasks
  ? Source['columns'] & { readonly [column: string]: unknown }
  : Flat<Source['columns'] & LabelsIn<Tasks, Place>>;

/** The label columns of the tasks whose labels stand in the given place. */
type LabelsIn<Tasks, Place> = Tasks extends TaskTypes
  ? {
      readonly [Name in keyof Tasks as Tasks[Name]['source'] extends Place ? Tasks[Name]['column'] : never]:
        | Tasks[Name]['label']
        | undefined;
    }
  : never;

/** The same type with its properties side by side, as an error message shows it best. */
type Flat<T> = T extends infer Whole ? { readonly [Key in keyof Whole]: Whole[Key] } : never;
