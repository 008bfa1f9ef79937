import type { Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { NamedVariables, Rng } from '@tomoni/spec';

/** A variable before it is made: its shape, and where it starts. */
export interface VariableSpec {
  readonly shape: readonly number[];
  initial(rng: Rng): Float32Array | Tensor;
  /** The one task whose features depend on it. Absent: all. */
  readonly task?: string;
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

/** Variables that one task alone depends on. */
export function ofTask(task: string, specs: VariableSpecs): VariableSpecs {
  return Object.fromEntries(Object.entries(specs).map(([name, spec]) => [name, { ...spec, task }]));
}

/** The tasks that a variable serves; `undefined` for all. */
export function servedBy(specs: VariableSpecs, variable: string): readonly string[] | undefined {
  const task = specs[variable]?.task;
  return task === undefined ? undefined : [task];
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
