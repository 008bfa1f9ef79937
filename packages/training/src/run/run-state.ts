import type { GradientRecord, HistoryEntry, Json, StopReason } from '@tomoni/spec';
import type { StoppingState } from '../stopping/early-stopping.js';
import type { StoppedTasks } from '../stopping/task-stopping.js';
import type { TallyState } from './tally.js';

/** Everything of a run that changes from step to step, but for weights: plain data. */
export interface RunState {
  /** Updates done. */
  readonly step: number;
  /** Updates planned. */
  readonly total: number;
  /** Epochs done. */
  readonly epoch: number;
  /** Accumulation windows done in the current epoch. */
  readonly window: number;
  /** Batches taken of each table of rows before the current epoch, where they are sampled. */
  readonly drawn: readonly number[];
  /** Tasks that are no longer trained. */
  readonly stopped: StoppedTasks;
  readonly stopping: StoppingState;
  readonly entries: readonly HistoryEntry[];
  /** What the tasks' gradients had to do with each other, where it was measured. */
  readonly gradients: readonly GradientRecord[];
  /** Losses and weights since the last entry. */
  readonly tally: TallyState;
  readonly weighting: Json;
  /** Seconds spent so far. */
  readonly seconds: number;
  /** Set once the run has ended. */
  readonly finished?: StopReason;
}
