/** Training rows that are batched together: those of the main data, or a task's own. */
export interface SampledRows {
  /** The tasks whose labels they carry. */
  readonly tasks: readonly string[];
  readonly count: number;
}

/** The step that a batch belongs to. */
export interface SampledStep {
  /** Number of updates done before it. */
  readonly index: number;
  /** Epoch, counted from 0. */
  readonly epoch: number;
  /** Updates planned in all. */
  readonly total: number;
}

/** How often each of several tables of rows is turned to: shares per batch, or rows per epoch. */
export type Sampling =
  | {
      readonly per: 'batch';
      /** One share of the batches per table; they need not sum to 1. */
      shares(step: SampledStep): Float64Array;
    }
  | {
      readonly per: 'epoch';
      /** Rows of each table in an epoch. */
      readonly sizes: readonly number[];
    };

/** A way to mix rows of tasks that have data of their own. */
export interface SamplingMethod {
  /** The method with its options in words, as `explain()` prints it. */
  readonly description: string;
  /** @throws TomoniError `invalid-argument` where the options do not fit the tables or the run */
  create(tables: readonly SampledRows[], total: number): Sampling;
}
