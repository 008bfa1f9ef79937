import * as tf from '@tensorflow/tfjs';
import { unbroadcast } from './unbroadcast.js';

/** The gradient of `squaredDifference`, which TensorFlow.js has for equal shapes only. */
export const squaredDifferenceGradient: tf.GradConfig = {
  kernelName: 'SquaredDifference',
  inputsToSave: ['a', 'b'],
  gradFunc: (dy, saved) => {
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const slope = (from: tf.Tensor, to: tf.Tensor) => tf.mul(dy as tf.Tensor, tf.mul(2, tf.sub(from, to)));
    return {
      a: () => unbroadcast(slope(a, b), a.shape),
      b: () => unbroadcast(slope(b, a), b.shape),
    };
  },
};
