import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** A non-linearity, applied to each element. `gelu` is the exact form, `gelu_tanh` its approximation. */
export type Activation = 'gelu' | 'gelu_tanh' | 'relu' | 'silu' | 'tanh';

/** The functions of the activations by name. */
export const activations: Readonly<Record<Activation, <T extends Tensor>(x: T) => T>> = {
  gelu,
  gelu_tanh: geluTanh,
  relu: tf.relu,
  silu: (x) => tf.mul(x, tf.sigmoid(x)),
  tanh: tf.tanh,
};

/** `x Φ(x)`, with the error function. Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016. */
function gelu<T extends Tensor>(x: T): T {
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.erf(tf.mul(x, Math.SQRT1_2)), 1));
}

/** The approximation of {@link gelu} by a hyperbolic tangent. */
function geluTanh<T extends Tensor>(x: T): T {
  const inner = tf.mul(tf.add(x, tf.mul(tf.mul(tf.square(x), x), 0.044715)), Math.sqrt(2 / Math.PI));
  return tf.mul(tf.mul(x, 0.5), tf.add(tf.tanh(inner), 1));
}
