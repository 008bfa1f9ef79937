import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * The Gaussian error linear unit in its exact form, `x Φ(x)`.
 *
 * Source: Hendrycks and Gimpel, "Gaussian error linear units", 2016.
 */
export function gelu(x: Tensor2D): Tensor2D {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}
