import type * as tf from '@tensorflow/tfjs';
import type { NdArray } from './nd-array.js';

/** An operation with inputs to try it on, and the same in plain JavaScript. */
export interface Operation {
  readonly name: string;
  readonly inputs: readonly NdArray[];
  /** Default `true`. TensorFlow.js 4.22 has values without gradients where some operations broadcast. */
  readonly differentiable?: boolean;
  engine(...inputs: tf.Tensor[]): tf.Tensor;
  plain(...inputs: NdArray[]): NdArray;
}
