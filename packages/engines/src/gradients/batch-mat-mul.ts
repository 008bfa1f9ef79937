import * as tf from '@tensorflow/tfjs';
import { unbroadcast } from './unbroadcast.js';

/** The gradient of `matMul`, which TensorFlow.js has for batches of equal shape only. */
export const batchMatMulGradient: tf.GradConfig = {
  kernelName: 'BatchMatMul',
  inputsToSave: ['a', 'b'],
  gradFunc: (gradient, saved, attrs) => {
    const dy = gradient as tf.Tensor;
    const [a, b] = saved as [tf.Tensor, tf.Tensor];
    const { transposeA, transposeB } = attrs as { transposeA: boolean; transposeB: boolean };
    const ofA = () =>
      transposeA ? tf.matMul(b, dy, transposeB, true) : tf.matMul(dy, b, false, !transposeB);
    const ofB = () =>
      transposeB ? tf.matMul(dy, a, true, transposeA) : tf.matMul(a, dy, !transposeA, false);
    return { a: () => unbroadcast(ofA(), a.shape), b: () => unbroadcast(ofB(), b.shape) };
  },
};
