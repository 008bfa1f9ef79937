import * as tf from '@tensorflow/tfjs';
import { unbroadcast } from './unbroadcast.js';

/** The gradient of the larger or the smaller of two: it goes to the one that was taken, to the first where they are equal. */
function extremumGradient(
  kernelName: string,
  isFirst: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor,
): tf.GradConfig {
  return {
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc: (dy, saved) => {
      const [a, b] = saved as [tf.Tensor, tf.Tensor];
      const first = () => tf.cast(isFirst(a, b), 'float32');
      return {
        a: () => unbroadcast(tf.mul(dy as tf.Tensor, first()), a.shape),
        b: () => unbroadcast(tf.mul(dy as tf.Tensor, tf.sub(1, first())), b.shape),
      };
    },
  };
}

/** The gradients of `maximum` and `minimum`, which TensorFlow.js has for equal shapes only. */
export const extremumGradients: readonly tf.GradConfig[] = [
  extremumGradient('Maximum', tf.greaterEqual),
  extremumGradient('Minimum', tf.lessEqual),
];
