import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Reads } from '../head/reads.js';
import type { Json } from '../json.js';
import type { Rng } from '../random/rng.js';
import type { Positions } from '../text/encoding.js';
import type { LayerRead } from './demand.js';
import type { EncoderConfig, Mode } from './encoder.js';
import type { HiddenStates } from './hidden-states.js';
import type { NamedVariables, ParameterInfo } from './parameter.js';
import type { Routing } from './routing.js';

/** What a task reads of the encoder. */
export interface TaskRead {
  readonly task: string;
  readonly layer: number;
  readonly reads: Reads;
}

/** A parameter of the encoder as a way of sharing sees it. */
export interface SharedParameter extends ParameterInfo {
  readonly trainable: boolean;
  /** Its value; absent before the encoder is instantiated. */
  readonly value?: Tensor;
}

/** What a way of sharing knows before it is built. */
export interface SharingPlan {
  readonly encoder: EncoderConfig;
  readonly tasks: readonly TaskRead[];
  readonly parameters: readonly SharedParameter[];
}

/** What a way of sharing knows when it is built. */
export interface SharingContext extends SharingPlan {
  /** For the initial values. */
  readonly rng: Rng;
}

/** What a way of sharing will be, before anything is built. */
export interface SharingLayout {
  /** Shapes of its variables by name. */
  readonly variables: Readonly<Record<string, readonly number[]>>;
  /**
   * Layers with parameters of a task's own, ascending: the lowest of them and all above are run once per task. Default:
   * none.
   */
  readonly routed?: readonly number[];
  /** Whether tasks add operations within these layers, which are then not run in one call. Default `false`. */
  readonly opened?: boolean;
  /** Names of encoder parameters of which every task trains a copy, in place of the encoder's. Default: none. */
  readonly copied?: ReadonlySet<string>;
  /** Whether a single task's encoder is a plain one with other weights, and is saved as that. Default `false`. */
  readonly merges?: boolean;
}

/** How tasks share what lies between the encoder and their heads. The plain way, hard sharing, hands each task the hidden states of its layer. */
export interface Sharing {
  readonly kind: string;
  /** Facts that `explain()` prints and a checkpoint keeps. */
  toJSON(): Json;
  /**
   * What `build` will make, for `explain()` and for checks before training.
   *
   * @throws TomoniError `invalid-argument` where it does not fit the encoder or the tasks
   */
  layout?(plan: SharingPlan): SharingLayout;
  build(context: SharingContext): SharingModule;
  /** The same way for a model of some of these tasks, where they need what belongs to the others. Default: as it is. */
  reduced?(tasks: readonly string[]): Sharing;
}

/** A way of sharing with its variables. */
export interface SharingModule {
  readonly variables: NamedVariables;
  /** How the encoder's layers differ by task. Absent: they do not. */
  readonly routing?: Routing;
  /** The encoder parameter that a variable is a task's copy of, by name of the variable; it is stepped as that would be. */
  readonly copies?: Readonly<Record<string, ParameterInfo>>;
  /** The tasks whose features depend on a variable, by its name. Without it, or where it gives `undefined`: all. */
  serves?(variable: string): readonly string[] | undefined;
  /** Width of a task's features. */
  width(task: string): number;
  /** What the task needs to have computed. `positions` are given for heads that read tokens. */
  demand(task: string, positions?: Positions): readonly LayerRead[];
  /**
   * The task's features: `[batch, width]`, or `[positions, width]` for heads that read tokens. Synchronous, on the tape.
   *
   * @param mode for dropout; without it there is none
   */
  features(states: HiddenStates, task: string, positions?: Positions, mode?: Mode): Tensor2D;
  /** A term added to the loss that keeps what is shared softly together. */
  penalty?(): Scalar;
  dispose(): void;
}
