import type { RowsOf, TrainingEvent } from '@tomoni/spec';

/** Watches a run. The run waits for a returned promise, and fails with what a callback throws. */
export type Callback = (event: TrainingEvent, control: RunControl) => void | Promise<void>;

/** What a callback can do to its run. */
export interface RunControl {
  /** Ends the run after the event, with the model as it then is (or its best state, where that is restored). */
  stop(): void;
}

/** How a plan is run. */
export interface FitOptions<Row> {
  /** Rows that choose the best state and end the run; never trained on. */
  readonly validation?: RowsOf<Row>;
  /** Determines everything random. Default 0. */
  readonly seed?: number;
  readonly callbacks?: readonly Callback[];
  /** Where and how often the run is saved so that it can go on after a stop. Default: never. */
  readonly checkpoints?: CheckpointOptions;
  /** How often the tasks' gradients are compared, which costs a backward pass per task. Default: never. */
  readonly gradients?: GradientOptions;
  /** Stops the run: it writes a checkpoint, if it has a folder for it, and fails with code `aborted`. */
  readonly signal?: AbortSignal;
}

/** How the tasks' gradients are looked at while a run goes on. */
export interface GradientOptions {
  /** Updates between comparisons; the first is at the first update. */
  readonly everySteps: number;
}

/** How a run is saved while it goes on. */
export interface CheckpointOptions {
  /** The folder of the run; each checkpoint is a folder in it. A run that finds a checkpoint there goes on from it. */
  readonly folder: string;
  /** Updates between checkpoints, beside one after each evaluation. Default: no others. */
  readonly everySteps?: number;
  /** Checkpoints kept, the newest ones. Default 2. */
  readonly keep?: number;
}
