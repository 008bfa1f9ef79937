import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { NamedVariables, Rng } from '@tomoni/spec';
import { constantVariable, normalVariable } from './initial-values.js';

/** A part of a head: its variables by name, and what it does to `[rows, inputs]`. */
export interface Layer {
  readonly variables: NamedVariables;
  apply(inputs: Tensor2D): Tensor2D;
}

/** The affine map `x Wᵀ + b` from `[rows, inputs]` to `[rows, outputs]`, with `weight` `[outputs, inputs]` and `bias` `[outputs]`. */
export function linear(inputs: number, outputs: number, rng: Rng): Layer {
  const weight = normalVariable<tf.Rank.R2>([outputs, inputs], rng);
  const bias = constantVariable<tf.Rank.R1>([outputs], 0);
  return {
    variables: { weight, bias },
    apply: (rows) => tf.add<Tensor2D>(tf.matMul(rows, weight, false, true), bias),
  };
}
