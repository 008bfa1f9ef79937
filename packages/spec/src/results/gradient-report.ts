/**
 * What the gradients of several tasks have to do with each other: plain data. Lists have one entry per task and matrices
 * one row and one column per task, in the order of `tasks`.
 */
export interface GradientReport {
  /** Names of the tasks that had a labelled row. */
  readonly tasks: readonly string[];
  /** Mean losses. */
  readonly losses: readonly number[];
  /** The weights of the step; absent where no step was done, `NaN` where the weighting gives an update and no weights. */
  readonly weights?: readonly number[];
  /** All shared parameters together (`all`), then layer by layer. */
  readonly blocks: readonly GradientBlock[];
}

/** The gradients of the tasks with respect to some of the shared parameters. */
export interface GradientBlock {
  /** `all`, or the name of a part, such as `layer 3`. */
  readonly name: string;
  /** Norms of the gradients of the unweighted losses. */
  readonly norms: readonly number[];
  /** Cosines between gradients: below 0 where tasks are in conflict; 0 where a gradient is. */
  readonly cosines: readonly (readonly number[])[];
  /** How alike the sizes are, `2‖a‖‖b‖ / (‖a‖² + ‖b‖²)`: 1 where they are equal, towards 0 the more they differ (Yu et al. 2020). */
  readonly magnitudes: readonly (readonly number[])[];
  /**
   * Each task's share of the update, `|wᵢ|‖gᵢ‖ / Σ |w|‖g‖`: weights of 6 to 4 are not gradients of 6 to 4. With weights of 1
   * where no step was done; `NaN` where the weights are.
   */
  readonly shares: readonly number[];
}

/** The report of a training step. */
export interface GradientRecord extends GradientReport {
  /** Number of updates done, this one included. */
  readonly step: number;
  /** Epoch, counted from 0. */
  readonly epoch: number;
}
