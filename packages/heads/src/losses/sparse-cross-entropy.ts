import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * The sum of `−log softmax(logits)` at one class per row, for so many classes that a table of targets would be large.
 *
 * The softmax is formed in the backward pass alone: beside the logits themselves nothing of their size is kept.
 *
 * @param classes index of each row's class
 */
export function sparseCrossEntropy(logits: Tensor2D, classes: Int32Array): Scalar {
  const [rows, count] = logits.shape;
  if (rows === 0) return tf.sum<Scalar>(logits);
  const loss = tf.customGrad((x, save) => {
    const scores = x as Tensor2D;
    const places = classes.map((index, row) => row * count + index);
    const picked = tf.gather(tf.reshape(scores, [-1]), tf.tensor1d(places, 'int32'));
    (save as (saved: Tensor[]) => void)([scores]);
    return {
      value: tf.sum<Scalar>(tf.sub(tf.logSumExp(scores, 1), picked)),
      gradFunc: (dy: Tensor, saved: Tensor[]) => {
        const softmax = tf.softmax(saved[0] as Tensor2D);
        // On wasm, oneHot with dtype float32 writes integers.
        const actual = tf.cast(tf.oneHot(tf.tensor1d(classes, 'int32') as Tensor1D, count), 'float32');
        return tf.mul(tf.sub(softmax, actual), dy);
      },
    };
  });
  return tf.tidy(() => loss(logits) as Scalar);
}
