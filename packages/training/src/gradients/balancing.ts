import type { Step } from '@tomoni/spec';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import type { Pass } from '../run/over-window.js';
import type { GradientList } from './gradient-list.js';
import type { SharedPart } from './shared-part.js';

/** How a weighting turns the recorded losses of a window into the gradients of an update. */
export interface Balancing {
  readonly passes: readonly Pass[];
  /** The weights that were used, one per task: means over blocks, `NaN` where there are none to tell. */
  weights(): Float64Array;
  /** Frees what was kept between passes. */
  dispose?(): void;
}

/** What a balancing works on. */
export interface BalancingContext {
  readonly parameters: readonly TrainedParameter[];
  readonly part: SharedPart;
  /** Grows until the first pass is done. */
  readonly step: Step;
  /** Batches in the window. */
  readonly batches: number;
  /** Takes up the gradients of the update, one per parameter. */
  readonly gradients: GradientList;
}
