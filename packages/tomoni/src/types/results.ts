import type { NamesOf, TaskTypes } from './tasks.js';

/** The predictions for one input, by task. */
export type PredictionsOf<Tasks extends TaskTypes> = {
  readonly [Name in keyof Tasks]: Tasks[Name]['prediction'];
};

/** The scores, by task: what the task's head reports, and its mean loss. */
export type ScoresOfTasks<Tasks extends TaskTypes> = {
  readonly [Name in keyof Tasks]: Tasks[Name]['scores'] & { readonly loss: number };
};

/** Some of the tasks; all of them where their names are not known one by one. */
export type Chosen<Tasks, Name extends NamesOf<Tasks>> = string extends keyof Tasks
  ? Tasks
  : Pick<Tasks, Name>;
