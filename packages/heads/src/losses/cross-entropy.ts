import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** The sum of `−targets · log softmax(logits)` over rows and classes; a row whose targets are all 0 does not count. */
export function crossEntropy(logits: Tensor2D, targets: Float32Array): Scalar {
  return tf.tidy(() => {
    const weighted = tf.mul(tf.logSoftmax(logits), tf.tensor2d(targets, logits.shape));
    return tf.neg(tf.sum<Scalar>(weighted));
  });
}
