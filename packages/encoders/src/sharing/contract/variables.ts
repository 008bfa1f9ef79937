import type { Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { NamedVariables, Rng } from '@tomoni/spec';

/** A variable before it is made: its shape, and where it starts. */
export interface VariableSpec {
  readonly shape: readonly number[];
  initial(rng: Rng): Float32Array | Tensor;
}

/** Variables before they are made, by name. */
export type VariableSpecs = Readonly<Record<string, VariableSpec>>;

/** Starts from one number everywhere. */
export function filled(shape: readonly number[], value: number): VariableSpec {
  return { shape, initial: () => new Float32Array(sizeOf(shape)).fill(value) };
}

/** Starts normal with mean 0. */
export function normal(shape: readonly number[], deviation: number): VariableSpec {
  return {
    shape,
    initial: (rng) => Float32Array.from({ length: sizeOf(shape) }, () => deviation * rng.normal()),
  };
}

/** Starts uniform from `−bound` to `bound`. */
export function uniform(shape: readonly number[], bound: number): VariableSpec {
  return {
    shape,
    initial: (rng) => Float32Array.from({ length: sizeOf(shape) }, () => bound * (2 * rng.uniform() - 1)),
  };
}

/** Shapes by name. */
export function shapesOf(specs: VariableSpecs): Record<string, readonly number[]> {
  return Object.fromEntries(Object.entries(specs).map(([name, { shape }]) => [name, shape]));
}

/** Makes the variables, without names of their own; each starts from a branch of `rng` that bears its name. */
export function createVariables(specs: VariableSpecs, rng: Rng): NamedVariables {
  return tf.tidy(() =>
    Object.fromEntries(
      Object.entries(specs).map(([name, { shape, initial }]): [string, Variable] => {
        const value = initial(rng.fork(name));
        const start = value instanceof Float32Array ? tf.tensor(value, [...shape]) : tf.clone(value);
        return [name, tf.variable(start, true)];
      }),
    ),
  );
}

/** Frees the variables. */
export function disposeVariables(variables: NamedVariables): void {
  for (const variable of Object.values(variables)) variable.dispose();
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
