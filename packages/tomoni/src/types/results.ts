import type { NamesOf, TaskTypes } from './tasks.js';

/** The predictions for one input, by task. */
export type PredictionsOf<Tasks extends TaskTypes> = {
  readonly [Name in keyof Tasks]: Tasks[Name]['prediction'];
};

/** The scores, by task: what the task's head reports, and its mean loss. */
export type ScoresOfTasks<Tasks extends TaskTypes> = {
  readonly [Name in keyof Tasks]: Tasks[Name]['scores'] & { readonly loss: number };
};

/** Some of the tasks. */
export type Chosen<Tasks, Name extends NamesOf<Tasks>> =
  NamesOf<Tasks> extends Name ? Tasks : Pick<Tasks, Name>;
