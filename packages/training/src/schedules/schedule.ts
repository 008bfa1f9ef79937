/** How the learning rate changes over the updates of a run. */
export interface LearningRateSchedule {
  /** The schedule in words, as `explain()` prints it. */
  readonly description: string;
  /**
   * Share of the learning rate for an update.
   *
   * @param step number of updates done before, counted from 0
   * @param total number of updates planned
   */
  factor(step: number, total: number): number;
}
