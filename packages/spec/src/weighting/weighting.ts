import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { Json } from '../json.js';
import type { Rng } from '../random/rng.js';

/** What a weighting knows of the training step it weighs. Arrays have one entry per task, in the order of the tasks. */
export interface Step {
  /** Number of updates done before this one. */
  readonly index: number;
  /** Epoch, counted from 0. */
  readonly epoch: number;
  /** Number of updates planned in all, where that is known. */
  readonly total: number | undefined;
  /** Whether the task has a labelled row in this step. */
  readonly present: readonly boolean[];
  /** The tasks' mean losses of this step; `NaN` for an absent task. */
  readonly losses: Float64Array;
  readonly rng: Rng;
}

/** Inner products of the tasks' gradients: `T × T`, row-major; rows and columns of absent tasks are 0. */
export interface Gramian {
  readonly size: number;
  readonly values: Float64Array;
}

/** What a weighting may ask for beside its statistic: losses after the update, two more independent batches, or a validation batch. */
export type WeightingExtra = 'after-update' | 'batches' | 'validation';

interface WeightingBase {
  /** Everything that a later step depends on; `null` where nothing is. */
  state(): Json;
  /** Takes up what `state` gave. */
  restore(state: Json): void;
  readonly extra?: WeightingExtra;
}

/** Needs the losses alone, and gives one weight per task: 0 for an absent one. */
export interface LossWeighting extends WeightingBase {
  readonly needs: 'losses';
  /** Whether the weights depend on the losses' values. Where they do not, accumulation needs no extra forward pass. Default `true`. */
  readonly readsLosses?: boolean;
  weigh(losses: Float64Array, step: Step): Float64Array;
}

/** Needs the inner products of the tasks' gradients, over all shared parameters or layer by layer, and gives one weight per task. */
export interface GramianWeighting extends WeightingBase {
  readonly needs: 'gramian';
  readonly scope: 'all' | 'layer';
  weigh(gramian: Gramian, step: Step): Float64Array;
}

/** Needs the gradients themselves: `[tasks, parameters]` of one block, and gives the block's update. */
export interface JacobianAggregation extends WeightingBase {
  readonly needs: 'jacobian';
  aggregate(block: Tensor2D, step: Step): Tensor1D;
}

/** Turns per-task losses or gradients into one update; it declares the cheapest statistic that it can work with. */
export type Weighting = LossWeighting | GramianWeighting | JacobianAggregation;

/** The tasks that a weighting is made for. */
export interface WeightingContext {
  /** Names of the tasks, in order. */
  readonly tasks: readonly string[];
  /** Name of the main task. */
  readonly main: string;
}

/**
 * A way of weighting with its options, from which every training run makes a weighting of its own.
 *
 * @typeParam Names the task names that the options mention: `never` where they mention none
 */
export interface WeightingMethod<Names extends string = never> {
  /** Name of the method, such as `ratio`; written into checkpoints. */
  readonly name: string;
  /** The method with its options in words, as `explain()` prints it. */
  readonly description: string;
  /** @throws TomoniError `invalid-argument` where the options do not fit the tasks */
  create(context: WeightingContext): Weighting;
  /** Carries `Names`; never present. */
  readonly _names?: Names;
}
