import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * The sum of `−log softmax(logits)` at one class per row, for so many classes that a table of targets would be large.
 *
 * Beside the logits themselves at most one table of their size is kept: none where the softmax is formed in the backward
 * pass, the gradient where the backend has a kernel that finds it together with the loss.
 *
 * @param classes index of each row's class
 */
export function sparseCrossEntropy(logits: Tensor2D, classes: Int32Array): Scalar {
  if (logits.shape[0] === 0) return tf.sum<Scalar>(logits);
  const compute = tf.getKernel(kernel, tf.getBackend()) === undefined ? byOperations : byKernel;
  return tf.tidy(() => compute(logits, classes));
}

const kernel = 'SparseSoftmaxCrossEntropy';

function byKernel(logits: Tensor2D, classes: Int32Array): Scalar {
  const loss = tf.customGrad((x, save) => {
    const inputs = {
      logits: x as Tensor2D,
      labels: tf.tensor1d(classes, 'int32'),
      weights: tf.ones([classes.length]),
    };
    const attributes = { labelSmoothing: 0, gradient: Boolean(tf.engine().state.activeTape) };
    const [value, ...gradient] = tf.engine().runKernel<Tensor[]>(kernel, inputs, attributes) as [
      Scalar,
      ...Tensor2D[],
    ];
    (save as (saved: Tensor[]) => void)(gradient);
    return { value, gradFunc: (dy: Tensor, saved: Tensor[]) => tf.mul(saved[0] as Tensor2D, dy) };
  });
  return loss(logits) as Scalar;
}

function byOperations(logits: Tensor2D, classes: Int32Array): Scalar {
  const count = logits.shape[1];
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
  return loss(logits) as Scalar;
}
