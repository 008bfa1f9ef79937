/** How a task went so far: one number per evaluation; `NaN` where there is none. */
export interface TaskCourse {
  /** Mean training losses since the evaluation before. */
  readonly train: readonly number[];
  /** Validation losses. */
  readonly validation: readonly number[];
  /** Mean weights since the evaluation before. */
  readonly weights: readonly number[];
}

/** When an auxiliary task is no longer trained. */
export interface TaskStopping {
  /** The rule with its options in words, as `explain()` prints it. */
  readonly description: string;
  /** Tasks that may be stopped. Default: all auxiliary ones. */
  readonly tasks?: readonly string[];
  /** Why the task is to be stopped after its latest evaluation; `undefined` where it goes on. */
  reason(course: TaskCourse): string | undefined;
}

/** A task that is no longer trained: plain data. */
export interface StoppedTask {
  /** Updates done when it was stopped. */
  readonly step: number;
  /** The first epoch that begins without it. */
  readonly epoch: number;
}

/** Tasks that are no longer trained, by name. */
export type StoppedTasks = Readonly<Record<string, StoppedTask>>;
