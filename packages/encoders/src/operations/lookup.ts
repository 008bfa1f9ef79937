import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * Rows of a table: `[rows, width]` and n indices to `[n, width]`.
 *
 * Its gradient adds up by ScatterNd, which every backend has and which reads each row once; that of `tf.gather`
 * passes over all rows of the result for every row of the table on the `cpu` backend, and is missing on `wasm`.
 */
export function lookup(table: Tensor2D, indices: Int32Array): Tensor2D {
  const shape = table.shape;
  if (indices.length === 0) return tf.zeros([0, shape[1]]);
  const gather = tf.customGrad((rows) => ({
    value: tf.gather(rows as Tensor, tf.tensor1d(indices, 'int32')),
    gradFunc: (dy: Tensor) => tf.scatterND(tf.tensor2d(indices, [indices.length, 1], 'int32'), dy, shape),
  }));
  return gather(table) as Tensor2D;
}
