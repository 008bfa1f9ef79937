import type { AnyHead, LabelGenerator, LabelOf, PredictionOf, ScoresOf } from '@tomoni/spec';

/** What the compiler knows of a task. */
export interface TaskType {
  readonly label: unknown;
  readonly prediction: unknown;
  readonly scores: object;
  /** The label column. */
  readonly column: string;
  /** Where the labels stand: in the rows of the main data, in rows of the task's own, or nowhere, as they are generated. */
  readonly source: 'rows' | 'own rows' | 'generator';
}

/** Tasks by name, as the compiler knows them. */
export type TaskTypes = Readonly<Record<string, TaskType>>;

/** The names of tasks. */
export type NamesOf<Tasks> = Extract<keyof Tasks, string>;

/** A head together with the generator of its labels. */
export interface GeneratedTask<H extends AnyHead = AnyHead> {
  readonly head: H;
  readonly from: LabelGenerator<LabelOf<H>>;
}

/**
 * The head of another task.
 *
 * @typeParam Name name of that task
 */
export interface SameHead<Name extends string = string> {
  readonly sameHeadAs: Name;
}

/** What a task is made of: a head, the head of another task, or a head together with the generator of its labels. */
export type TaskHead = AnyHead | SameHead | GeneratedTask;

/** A task with the given types. */
export interface TaskWith<
  Label,
  Prediction,
  Scores extends object,
  Column extends string,
  Source extends TaskType['source'],
> {
  readonly label: Label;
  readonly prediction: Prediction;
  readonly scores: Scores;
  readonly column: Column;
  readonly source: Source;
}

/** The type of a task that is made of `H`. */
export type TaskOf<Tasks, H, Column extends string, Source extends TaskType['source']> = TaskWith<
  LabelIn<Tasks, H>,
  PredictionIn<Tasks, H>,
  ScoresIn<Tasks, H>,
  Column,
  Source
>;

/** The label type of what a task is made of. */
export type LabelIn<Tasks, H> =
  H extends SameHead<infer Name> ? FieldOf<Tasks, Name, 'label'> : LabelOf<InnerHead<H>>;

/** Where the labels of a task stand, by its generator and its own rows (`never` for none). */
export type SourceOf<H, From, Rows> = H extends GeneratedTask
  ? 'generator'
  : [From] extends [never]
    ? [Rows] extends [never]
      ? 'rows'
      : 'own rows'
    : 'generator';

/** The head itself of a head that comes with its generator. */
type PredictionIn<Tasks, H> =
  H extends SameHead<infer Name> ? FieldOf<Tasks, Name, 'prediction'> : PredictionOf<InnerHead<H>>;
type ScoresIn<Tasks, H> =
  H extends SameHead<infer Name> ? FieldOf<Tasks, Name, 'scores'> : ScoresOf<InnerHead<H>>;
type InnerHead<H> = H extends GeneratedTask<infer Inner> ? Inner : H;

/** One fact of a task, by the name of the task; `never` where there is no such task. */
type FieldOf<Tasks, Name, Field extends keyof TaskType> = Name extends keyof Tasks
  ? Tasks[Name] extends TaskType
    ? Tasks[Name][Field]
    : never
  : never;

/** The types of tasks that are described as objects. */
export type DescribedTasks<Tasks, Descriptions> = {
  readonly [Name in keyof Descriptions]: Descriptions[Name] extends {
    readonly head: infer H;
    readonly column?: infer Column;
    readonly from?: infer From;
    readonly data?: infer Data;
  }
    ? TaskOf<Tasks, H, Column extends string ? Column : Name & string, DescribedSource<From, Data>>
    : TaskOf<Tasks, Descriptions[Name], Name & string, 'rows'>;
};

/** Where the labels of a described task stand. */
type DescribedSource<From, Data> = From extends object
  ? 'generator'
  : Data extends object
    ? 'own rows'
    : 'rows';
