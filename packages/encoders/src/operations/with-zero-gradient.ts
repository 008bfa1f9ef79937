import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** `x` as it is, recorded as if `ignored` took part: where the gradient of that is asked for, it is 0. */
export function withZeroGradient<T extends Tensor>(x: T, ignored: Tensor): T {
  const { shape } = ignored;
  const run = tf.customGrad<T>((value) => ({
    value: tf.clone(value as T),
    gradFunc: (dy: Tensor) => [tf.clone(dy), tf.zeros(shape)],
  }));
  return run(x, ignored);
}
