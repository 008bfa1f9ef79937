import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** Scale and shift of a layer normalisation, `[width]` each. */
export interface Scaling {
  readonly weight: Tensor1D;
  readonly bias: Tensor1D;
}

/**
 * Each row brought to mean 0 and variance 1, then scaled and shifted: `[rows, width]`.
 *
 * Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
 */
export function layerNorm(x: Tensor2D, { weight, bias }: Scaling, epsilon: number): Tensor2D {
  const centred: Tensor2D = tf.sub(x, tf.mean(x, -1, true));
  const variance = tf.mean(tf.square(centred), -1, true);
  const normalised = tf.mul(centred, tf.rsqrt(tf.add(variance, epsilon)));
  return tf.add(tf.mul(normalised, weight), bias);
}
