import type * as tf from '@tensorflow/tfjs';
import type { NdArray } from './nd-array.js';

/** An operation with inputs to try it on, and the same in plain JavaScript. */
export interface Operation {
  readonly name: string;
  readonly inputs: readonly NdArray[];
  /** Inputs so large that engines compute with other code, which many have for such. */
  readonly large?: readonly NdArray[];
  /** Whether it has gradients. Default `true`. */
  readonly differentiable?: boolean;
  engine(...inputs: tf.Tensor[]): tf.Tensor;
  plain(...inputs: NdArray[]): NdArray;
}
