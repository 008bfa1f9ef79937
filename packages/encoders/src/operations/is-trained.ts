import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { LayerRun } from '../network/network.js';

/** Whether the gradient of a layer's weight is wanted: of a variable, or of what is computed from one. */
export function isTrained(weight: Tensor, { computed }: Pick<LayerRun, 'computed'>): boolean {
  return weight instanceof tf.Variable || computed?.has(weight) === true;
}
