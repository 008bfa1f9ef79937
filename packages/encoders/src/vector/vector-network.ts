import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Encoding, TomoniError } from '@tomoni/spec';
import { applyKeepMask } from '../dropout/keep-mask.js';
import type { Network, NetworkInput, NetworkLayer } from '../network/network.js';
import { activations } from '../operations/activation.js';
import { linear } from '../operations/linear.js';
import type { VectorConfig } from './vector-config.js';

/** A batch of feature vectors; each counts as one token. */
export interface VectorInput extends NetworkInput {
  /** `[batch, inputSize]`. */
  readonly values: Tensor2D;
}

/** A multilayer perceptron: layer 0 is the input, layer k the k-th hidden layer. */
export function vectorNetwork({
  inputSize,
  hiddenSizes,
  activation,
  dropout,
}: VectorConfig): Network<VectorInput> {
  const depth = hiddenSizes.length;
  const widths = [inputSize, ...hiddenSizes];
  const names = hiddenSizes.map((_, index) => ({
    weight: `layers.${index}.weight`,
    bias: `layers.${index}.bias`,
  }));
  return {
    depth,
    attention: false,
    selective: false,
    operations: (layer) => (layer === 0 ? 0 : 2 * (widths[layer - 1] as number) * (widths[layer] as number)),
    description: JSON.stringify(['vector', activation]),
    parameters: names.flatMap(({ weight, bias }, index) => {
      const [input, out] = widths.slice(index, index + 2) as [number, number];
      const place = { layer: index + 1, depth };
      return [
        { ...place, name: weight, shape: [out, input], decay: true },
        { ...place, name: bias, shape: [out], decay: false },
      ];
    }),
    read: (encodings) => vectorInput(encodings, inputSize),
    bind: (weights) => [
      (_, { values }) => ({ states: tf.clone(values) }),
      ...names.map(({ weight, bias }): NetworkLayer<VectorInput> => {
        const affine = { weight: weights(weight) as Tensor2D, bias: weights(bias) as Tensor1D };
        return (below, { size }, run) => {
          const states = activations[activation](linear(below as Tensor2D, affine));
          const mask = run.dropout('output', dropout, size, states.shape[1]);
          return { states: mask === undefined ? states : applyKeepMask(states, mask) };
        };
      }),
    ],
  };
}

function vectorInput(encodings: readonly Encoding[], inputSize: number): VectorInput {
  if (encodings.length === 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The batch has no encodings.',
      remedy: 'Give at least one encoding.',
    });
  const size = encodings.length;
  const numbers = new Float32Array(size * inputSize);
  encodings.forEach(({ values }, row) => {
    if (values?.length !== inputSize)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `Encoding ${row} has ${values?.length ?? 0} numbers, but the encoder reads ${inputSize}.`,
        remedy: "Make encodings with this encoder's `encode`.",
      });
    numbers.set(values, row * inputSize);
  });
  const values = tf.keep(tf.tensor2d(numbers, [size, inputSize]));
  const mask: Tensor2D = tf.keep(tf.ones([size, 1]));
  const dispose = () => {
    tf.dispose([values, mask]);
  };
  return { size, length: 1, values, mask, dispose };
}
