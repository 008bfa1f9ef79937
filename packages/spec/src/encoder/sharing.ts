import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { Reads } from '../head/reads.js';
import type { Json } from '../json.js';
import type { Rng } from '../random/rng.js';
import type { Positions } from '../text/encoding.js';
import type { LayerRead } from './demand.js';
import type { EncoderConfig } from './encoder.js';
import type { HiddenStates } from './hidden-states.js';
import type { NamedVariables } from './parameter.js';

/** What a task reads of the encoder. */
export interface TaskRead {
  readonly task: string;
  readonly layer: number;
  readonly reads: Reads;
}

/** What a way of sharing knows when it is built. */
export interface SharingContext {
  readonly encoder: EncoderConfig;
  readonly tasks: readonly TaskRead[];
  /** For the initial values. */
  readonly rng: Rng;
}

/** How tasks share what lies between the encoder and their heads. The plain way, hard sharing, hands each task the hidden states of its layer. */
export interface Sharing {
  readonly kind: string;
  /** Facts that `explain()` prints and a checkpoint keeps. */
  toJSON(): Json;
  build(context: SharingContext): SharingModule;
}

/** A way of sharing with its variables. */
export interface SharingModule {
  readonly variables: NamedVariables;
  /** Width of a task's features. */
  width(task: string): number;
  /** What the task needs to have computed. `positions` are given for heads that read tokens. */
  demand(task: string, positions?: Positions): readonly LayerRead[];
  /** The task's features: `[batch, width]`, or `[positions, width]` for heads that read tokens. Synchronous, on the tape. */
  features(states: HiddenStates, task: string, positions?: Positions): Tensor2D;
  /** A term added to the loss that keeps what is shared softly together. */
  penalty?(): Scalar;
  dispose(): void;
}
