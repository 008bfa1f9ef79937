import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** An affine map in the Hugging Face layout: weight `[out, in]`, bias `[out]`. */
export interface Affine {
  readonly weight: Tensor2D;
  readonly bias: Tensor1D;
}

/** `x Wᵀ + b`: `[rows, in]` to `[rows, out]`. */
export function linear(x: Tensor2D, { weight, bias }: Affine): Tensor2D {
  return tf.add(tf.matMul(x, weight, false, true), bias);
}
