import type { Rank, ShapeMap, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Rng } from '@tomoni/spec';

/** Standard deviation of fresh weights, as in BERT. */
const STANDARD_DEVIATION = 0.02;

/** A variable drawn from a normal distribution with mean 0 and standard deviation 0.02. */
export function normalVariable<R extends Rank>(shape: ShapeMap[R], rng: Rng): Variable<R> {
  const size = shape.reduce((product: number, dimension: number) => product * dimension, 1);
  return variableOf(
    Float32Array.from({ length: size }, () => STANDARD_DEVIATION * rng.normal()),
    shape,
  );
}

/** A variable with the same value everywhere. */
export function constantVariable<R extends Rank>(shape: ShapeMap[R], value: number): Variable<R> {
  const size = shape.reduce((product: number, dimension: number) => product * dimension, 1);
  return variableOf(new Float32Array(size).fill(value), shape);
}

/** A variable with the given values, row-major. */
export function variableOf<R extends Rank>(values: Float32Array, shape: ShapeMap[R]): Variable<R> {
  const initial = tf.tensor<R>(values, shape, 'float32');
  const variable = tf.variable<R>(initial, true);
  initial.dispose();
  return variable;
}
