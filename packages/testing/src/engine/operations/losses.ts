import * as tf from '@tensorflow/tfjs';
import { at, build, type NdArray, sample, sum } from '../nd-array.js';
import type { Operation } from '../operation.js';

const [rows, columns] = [4, 3];
const logits = sample([rows, columns], 41, 3);
const labels = sample([rows, columns], 42);

/** One of `tf.losses` of predictions `[rows, columns]`: the mean of the terms. */
function loss(
  name: string,
  engine: (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor,
  term: (label: number, prediction: number) => number,
): Operation {
  return {
    name,
    inputs: [logits],
    engine: (x) => engine(tensorOf(labels), x),
    plain: (x) => ({
      shape: [],
      data: Float64Array.of(
        sum(x.data.length, (i) => term(labels.data[i] as number, x.data[i] as number)) / x.data.length,
      ),
    }),
  };
}

/** The losses of TensorFlow.js, which heads may be made of. */
export const losses: readonly Operation[] = [
  loss('mean squared error', tf.losses.meanSquaredError, (label, x) => (label - x) ** 2),
  loss('absolute difference', tf.losses.absoluteDifference, (label, x) => Math.abs(label - x)),
  loss('Huber loss', tf.losses.huberLoss, (label, x) => {
    const error = Math.abs(label - x);
    return error <= 1 ? 0.5 * error ** 2 : error - 0.5;
  }),
  loss(
    'sigmoid cross entropy',
    (label, x) => tf.losses.sigmoidCrossEntropy(label, x),
    (label, x) => Math.max(x, 0) - x * label + Math.log1p(Math.exp(-Math.abs(x))),
  ),
  {
    name: 'softmax cross entropy',
    inputs: [logits],
    engine: (x) => tf.losses.softmaxCrossEntropy(tf.oneHot(tf.tensor1d([1, 0, 2, 1], 'int32'), columns), x),
    plain: (x) => {
      const row = (i: number) =>
        Math.log(sum(columns, (j) => Math.exp(at(x, i, j)))) - at(x, i, [1, 0, 2, 1][i] as number);
      return build([], () => sum(rows, row) / rows);
    },
  },
];

function tensorOf({ shape, data }: NdArray): tf.Tensor {
  return tf.tensor(Float32Array.from(data), [...shape]);
}
