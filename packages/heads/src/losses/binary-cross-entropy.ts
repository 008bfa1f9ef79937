import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** What a table of yes-or-no decisions is compared with; both `[rows, decisions]`, row-major. */
export interface BinaryTargets {
  /** How much speaks for yes. */
  readonly positive: Float32Array;
  /** How much speaks for no; a decision for which both are 0 does not count. */
  readonly negative: Float32Array;
}

/** The sum of `−positive · log σ(logits) − negative · log σ(−logits)` over rows and decisions. */
export function binaryCrossEntropy(logits: Tensor2D, { positive, negative }: BinaryTargets): Scalar {
  const both = positive.map((value, i) => value + (negative[i] as number));
  return tf.tidy(() => {
    const normalizer = tf.mul(tf.softplus(logits), tf.tensor2d(both, logits.shape));
    return tf.sum<Scalar>(tf.sub(normalizer, tf.mul(logits, tf.tensor2d(positive, logits.shape))));
  });
}
