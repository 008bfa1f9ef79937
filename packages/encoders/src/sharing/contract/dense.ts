import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { NamedVariables } from '@tomoni/spec';
import { linear } from '../../operations/linear.js';
import { filled, normal, type VariableSpecs } from './variables.js';

/** The layers of a multilayer perceptron, `<name>.<index>.weight` and `.bias`; they start as He et al. (ICCV 2015) for ReLU. */
export function denseSpecs(name: string, input: number, widths: readonly number[]): VariableSpecs {
  return Object.fromEntries(
    widths.flatMap((width, index) => {
      const before = index === 0 ? input : (widths[index - 1] as number);
      return [
        [`${name}.${index}.weight`, normal([width, before], Math.sqrt(2 / before))],
        [`${name}.${index}.bias`, filled([width], 0)],
      ];
    }),
  );
}

/** One of these layers: `[rows, in]` to `[rows, out]`. */
export function dense(x: Tensor2D, variables: NamedVariables, name: string, index: number): Tensor2D {
  const affine = {
    weight: variables[`${name}.${index}.weight`] as Tensor2D,
    bias: variables[`${name}.${index}.bias`] as Tensor1D,
  };
  return tf.relu(linear(x, affine));
}
