import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { rowSelection } from '@tomoni/spec';
import { isRecording } from './is-recording.js';

/**
 * Rows of a table: `[rows, width]` and n indices to `[n, width]`.
 *
 * On a tape each row is selected once, and what was selected is repeated: who needs but the inner products of the table's
 * gradients takes those of the selection, which is far smaller.
 */
export function lookup(table: Tensor2D, indices: Int32Array): Tensor2D {
  if (indices.length === 0) return tf.zeros([0, table.shape[1]]);
  if (!isRecording()) return tf.tidy(() => tf.gather(table, tf.tensor1d(indices, 'int32')));
  const places = new Map<number, number>();
  for (const index of indices) if (!places.has(index)) places.set(index, places.size);
  const rows = tf.tidy(rowSelection, () => gathered(table, Int32Array.from(places.keys())));
  if (places.size === indices.length) return rows;
  return gathered(
    rows,
    indices.map((index) => places.get(index) as number),
  );
}

/**
 * Its gradient adds up by ScatterNd, which every backend has and which reads each row once; that of `tf.gather`
 * passes over all rows of the result for every row of the table on the `cpu` backend, and is missing on `wasm`.
 */
function gathered(table: Tensor2D, indices: Int32Array): Tensor2D {
  const { shape } = table;
  const gather = tf.customGrad((rows) => ({
    value: tf.gather(rows as Tensor, tf.tensor1d(indices, 'int32')),
    gradFunc: (dy: Tensor) => tf.scatterND(tf.tensor2d(indices, [indices.length, 1], 'int32'), dy, shape),
  }));
  return gather(table) as Tensor2D;
}
