import * as tf from '@tensorflow/tfjs';
import { at, build, type NdArray, sample, sum } from '../nd-array.js';
import type { Operation } from '../operation.js';

const x = sample([3, 4, 5], 21);
const longRows = sample([4, 70], 22, 4);
const columns = 70;

/** Reduces the middle axis of `x`. */
function overMiddle(
  name: string,
  engine: Operation['engine'],
  reduce: (values: readonly number[]) => number,
): Operation {
  return {
    name,
    inputs: [x],
    large: [sample([40, 50, 40], 23)],
    engine,
    plain: (input) => {
      const [before, length, after] = input.shape as [number, number, number];
      return build([before, after], (i, j) => reduce(Array.from({ length }, (_, k) => at(input, i, k, j))));
    },
  };
}

const total = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);

/** Computes each row from its entries. */
function byRow(
  name: string,
  engine: Operation['engine'],
  row: (values: readonly number[]) => readonly number[],
): Operation {
  return {
    name,
    inputs: [longRows],
    large: [sample([600, columns], 24, 4)],
    engine,
    plain: (input: NdArray) => {
      const computed = Array.from({ length: input.shape[0] as number }, (_, i) =>
        row(Array.from({ length: columns }, (_, j) => at(input, i, j))),
      );
      return build(input.shape, (i, j) => computed[i]?.[j] as number);
    },
  };
}

function logSumExp(values: readonly number[]): number {
  const largest = Math.max(...values);
  return largest + Math.log(total(values.map((value) => Math.exp(value - largest))));
}

function normalized(values: readonly number[]): number[] {
  const mean = total(values) / values.length;
  const variance = total(values.map((value) => (value - mean) ** 2)) / values.length;
  return values.map((value) => (value - mean) / Math.sqrt(variance + 1e-5));
}

/** Sums and what is made of them: softmax, layer normalisation. */
export const reductions: readonly Operation[] = [
  overMiddle('sum over an axis', (input) => tf.sum(input, 1), total),
  overMiddle(
    'mean over an axis',
    (input) => tf.mean(input, 1),
    (values) => total(values) / values.length,
  ),
  overMiddle(
    'max over an axis',
    (input) => tf.max(input, 1),
    (values) => Math.max(...values),
  ),
  overMiddle(
    'min over an axis',
    (input) => tf.min(input, 1),
    (values) => Math.min(...values),
  ),
  overMiddle(
    'prod over an axis',
    (input) => tf.prod(input, 1),
    (values) => values.reduce((a, b) => a * b, 1),
  ),
  overMiddle(
    'norm over an axis',
    (input) => tf.norm(input, 2, 1),
    (values) => Math.hypot(...values),
  ),
  {
    ...overMiddle(
      'argMax over an axis',
      (input) => tf.cast(tf.argMax(input, 1), 'float32'),
      (values) => values.indexOf(Math.max(...values)),
    ),
    differentiable: false,
  },
  {
    ...overMiddle(
      'any of comparisons over an axis',
      (input) => tf.cast(tf.any(tf.greater(input, 1), 1), 'float32'),
      (values) => (values.some((value) => value > 1) ? 1 : 0),
    ),
    differentiable: false,
  },
  overMiddle('logSumExp over an axis', (input) => tf.logSumExp(input, 1), logSumExp),
  {
    ...byRow(
      'topk',
      (input) => tf.topk(input, columns).values,
      (values) => [...values].sort((a, b) => b - a),
    ),
    differentiable: false,
  },
  {
    ...byRow(
      'indices of topk',
      (input) => tf.cast(tf.topk(input, columns).indices, 'float32'),
      (values) => [...values.keys()].sort((i, j) => (values[j] as number) - (values[i] as number)),
    ),
    differentiable: false,
  },
  {
    name: 'sum of all entries',
    inputs: [x],
    large: [sample([300, 256], 25)],
    engine: (input) => tf.sum(input),
    plain: (input) => build([], () => sum(input.data.length, (i) => input.data[i] as number)),
  },
  byRow(
    'softmax',
    (input) => tf.softmax(input),
    (values) => {
      const normalizer = logSumExp(values);
      return values.map((value) => Math.exp(value - normalizer));
    },
  ),
  byRow(
    'logSoftmax',
    (input) => tf.logSoftmax(input),
    (values) => {
      const normalizer = logSumExp(values);
      return values.map((value) => value - normalizer);
    },
  ),
  byRow(
    'layer normalisation',
    (input) => {
      const { mean, variance } = tf.moments(input, -1, true);
      return input.sub(mean).mul(variance.add(1e-5).rsqrt());
    },
    normalized,
  ),
];
