import type { LabelGenerator, RowsOf } from '@tomoni/spec';
import type * as sentences from '../builder/sentences.js';
import type { TextOf } from './sentence.js';
import type { LabelIn, NamesOf, SameHead, TaskTypes } from './tasks.js';

/*
 * Each check gives its argument where all is well, and a sentence where it is not: the compiler then says that the
 * argument is not assignable to the sentence.
 */

/** A name that no task has yet. */
export type NewName<Tasks, Name extends string> = string extends keyof Tasks
  ? Name
  : Name extends keyof Tasks
    ? TextOf<ReturnType<typeof sentences.nameTaken<Name>>>
    : Name;

/** A name for the main task, where there is none yet. */
export type MainName<Tasks, Main extends string, Name extends string> = [Main] extends [never]
  ? NewName<Tasks, Name>
  : TextOf<ReturnType<typeof sentences.mainTaken<Main>>>;

/** What a task is made of; a head is shared with a task that is there. */
export type HeadFor<Tasks, H> =
  H extends SameHead<infer Name>
    ? Name extends keyof Tasks
      ? H
      : TextOf<ReturnType<typeof sentences.headMissing<Name>>>
    : H;

/** A generator whose labels the head reads. */
export type GeneratorFor<Tasks, H, From> =
  From extends LabelGenerator<infer Label>
    ? Label extends LabelIn<Tasks, H>
      ? From
      : TextOf<ReturnType<typeof sentences.labelsDiffer>>
    : From;

/** Rows that have what the task reads. */
export type RowsFor<Row, Rows> = Rows extends RowsOf<Row> ? Rows : RowsOf<Row>;

/** A task to monitor that is there. */
export type MonitoredTask<Tasks, Name extends string> = string extends Name
  ? Name
  : Name extends keyof Tasks
    ? Name
    : TextOf<ReturnType<typeof sentences.monitorMissing<Name>>>;

/** A score to monitor that the task's head reports. */
export type MonitoredScore<
  Tasks extends TaskTypes,
  Name extends string,
  Score extends string,
> = Name extends keyof Tasks
  ? Score extends NumbersIn<Tasks[Name]['scores']> | 'loss'
    ? Score
    : TextOf<ReturnType<typeof sentences.scoreMissing<Name, Score>>>
  : Score;

/** A weighting that names tasks that are there. */
export type WeightingFor<Tasks, Names extends string, Method> = string extends Names
  ? Method
  : [Exclude<Names, NamesOf<Tasks>>] extends [never]
    ? Method
    : TextOf<ReturnType<typeof sentences.weightMissing<Exclude<Names, NamesOf<Tasks>>>>>;

/** What `this` has to be before a plan can be run: a builder with a main task. */
export type WithMain<Main extends string> = [Main] extends [never]
  ? TextOf<ReturnType<typeof sentences.mainMissing>>
  : unknown;

/** The names of the scores that are numbers. */
type NumbersIn<Scores> = { [S in keyof Scores]: Scores[S] extends number ? S : never }[keyof Scores];
