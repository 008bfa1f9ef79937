import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import type { NamedHostTensors } from '../encoder/host-tensor.js';
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
  /** What the validation batch says, for a weighting that asks for one. */
  readonly validation?: ValidationProducts;
}

/**
 * Inner products of the tasks' gradients: `T × T`, row-major; rows and columns of absent tasks are 0. For a weighting
 * with `extra: 'batches'`, rows are gradients on one further batch and columns gradients on another, so that the
 * matrix is not symmetric.
 */
export interface Gramian {
  readonly size: number;
  readonly values: Float64Array;
  /** Name of the parameters that the gradients belong to, where they are not all the shared ones: such as `layer 3`. */
  readonly block?: string;
}

/**
 * Inner products of the gradients of the tasks' losses on a validation batch (rows) with those on the training batch
 * (columns): `T × T`, row-major; rows of tasks without a validation loss and columns of absent tasks are 0.
 */
export interface ValidationProducts {
  readonly size: number;
  readonly values: Float64Array;
  /** Norms of the validation gradients, one per task; 0 where there is none. */
  readonly norms: Float64Array;
  /** Whether there is a validation loss of the task. */
  readonly present: readonly boolean[];
  /** Learning rate of the trial step, or of the steps ahead; 1 where none was asked for. */
  readonly rate: number;
  /** Inner products of the training gradients with each other, and of the validation gradients: each `T × T`, row-major. */
  readonly own?: { readonly training: Float64Array; readonly validation: Float64Array };
  /** The tasks' training losses after the steps ahead, for a weighting that asks for them; `NaN` for an absent task. */
  readonly lossesAhead?: Float64Array;
}

/** How a weighting wants its validation batch used. */
export interface ValidationDemand {
  /** Whose validation gradients it needs: the main task's alone, or every task's. */
  readonly tasks: 'main' | 'all';
  /** `dev`: the main loss is that of a second head, fitted to validation batches alone and dropped after the run. */
  readonly head: 'own' | 'dev';
  /**
   * Weights of a step of plain gradient descent that is tried, and taken back, before the validation gradients are
   * formed. Default: they are formed at the parameters as they are.
   */
  readonly trial?: (step: Step) => Float64Array;
  /**
   * Steps of plain gradient descent on the training batch that are tried, and taken back, to see the training losses
   * after them; the validation gradients are formed before.
   */
  readonly ahead?: { readonly steps: number; readonly weights: (step: Step) => Float64Array };
}

/**
 * What a weighting may ask for beside its statistic: the losses after the update, two more independent batches, or a
 * validation batch.
 */
export type WeightingExtra = 'after-update' | 'batches' | 'validation';

interface WeightingBase {
  /** Everything that a later step depends on; `null` where nothing is. */
  state(): Json;
  /** Takes up what `state` gave. */
  restore(state: Json): void;
  /** What a later step depends on and what is too much for `state`: arrays of a number per parameter, by name. */
  tensors?(): NamedHostTensors;
  /** Takes up what `tensors` gave; called after `restore`. */
  restoreTensors?(tensors: NamedHostTensors): void;
  /** Lets go of what it keeps; called once the run is over. */
  dispose?(): void;
  readonly extra?: WeightingExtra;
  /**
   * Given, for `extra: 'after-update'`, the losses of the same batch after the update: with the same dropout, `NaN` for
   * an absent task. `step` is that of the update, with the losses before it.
   */
  afterUpdate?(losses: Float64Array, step: Step): void;
  /** Given for `extra: 'validation'`. */
  readonly validation?: ValidationDemand;
}

/** Needs the losses alone, and gives one weight per task: 0 for an absent one. */
export interface LossWeighting extends WeightingBase {
  readonly needs: 'losses';
  /** Whether the weights depend on the losses' values. Where they do not, accumulation needs no extra forward pass. Default `true`. */
  readonly readsLosses?: boolean;
  weigh(losses: Float64Array, step: Step): Float64Array;
  /**
   * For an update that contains the gradients of validation losses: their weights, one per task. Asked for after `weigh`,
   * of a weighting with `extra: 'validation'`.
   */
  weighValidation?(step: Step): Float64Array;
}

/**
 * Where the gradients of a step are taken: at the shared parameters, or at the representation, which is what the part of
 * the network that tasks share hands to the parts that they do not.
 */
export type GradientPlace = 'parameters' | 'representation';

/** Needs the inner products of the tasks' gradients, over all shared parameters or layer by layer, and gives one weight per task. */
export interface GramianWeighting extends WeightingBase {
  readonly needs: 'gramian';
  readonly scope: 'all' | 'layer';
  /** Default `parameters`. At the representation the scope is `all`. */
  readonly at?: GradientPlace;
  weigh(gramian: Gramian, step: Step): Float64Array;
}

/** Needs the gradients themselves: `[tasks, parameters]` of one block, and gives the block's update. */
export interface JacobianAggregation extends WeightingBase {
  readonly needs: 'jacobian';
  /** Whether a block is a layer or all shared parameters at once. Default `layer`. */
  readonly scope?: 'all' | 'layer';
  /** Default `parameters`. At the representation, blocks are the states that tasks read, whose size differs from step to step. */
  readonly at?: GradientPlace;
  /** @param name of the block, such as `layer 3`; different blocks of a step have different names */
  aggregate(block: Tensor2D, step: Step, name?: string): Tensor1D;
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
