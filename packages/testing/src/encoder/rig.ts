import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  type Demand,
  type Encoder,
  type EncoderInstance,
  type Encoding,
  type HiddenStates,
  type Mode,
  type ParameterSelection,
  type PrepareOptions,
  type Rng,
} from '@tomoni/spec';
import { expect } from '../cases/expectations.js';
import type { EncoderConformanceOptions } from './options.js';

/** An encoder with inputs to try it on. */
export interface EncoderRig<Input> {
  readonly encoder: Encoder<number, Input>;
  readonly encodings: readonly Encoding[];
  readonly selections: readonly ParameterSelection[];
  readonly attention: boolean;
  readonly layers: readonly number[];
  readonly rng: Rng;
}

export const evaluating: Mode = { training: false };

/** Trains everything. */
export const everything: ParameterSelection = {
  description: 'everything',
  includes: () => true,
  check: () => {},
};

/** Trains the layer nearest to the output. */
export const lastLayer: ParameterSelection = {
  description: 'the last layer',
  includes: ({ layer, depth }) => layer === depth,
  check: () => {},
};

/** Trains nothing. */
export const nothing: ParameterSelection = {
  description: 'nothing',
  includes: () => false,
  check: () => {},
};

export function encoderRig<Input>({
  encoder,
  inputs,
  selections = [everything, lastLayer, nothing],
  attention = encoder.tokenizer !== undefined,
  seed = 1,
}: EncoderConformanceOptions<Input>): EncoderRig<Input> {
  expect(
    inputs.length >= 3,
    `encoderConformance was given ${inputs.length} inputs; it needs at least three.`,
  );
  return {
    encoder,
    encodings: inputs.map((input) => encoder.encode(input)[0] as Encoding),
    selections,
    attention,
    layers: Array.from({ length: encoder.config.depth + 1 }, (_, layer) => layer),
    rng: createRng(seed),
  };
}

/** Makes an instance, lets `use` try it, and disposes of it. */
export async function withInstance<Input, T>(
  encoder: Encoder<number, Input>,
  trainable: ParameterSelection,
  use: (instance: EncoderInstance) => Promise<T>,
): Promise<T> {
  const instance = encoder.instantiate({ trainable });
  try {
    return await use(instance);
  } finally {
    instance.dispose();
  }
}

/** What is read of a forward pass, on the host. */
export async function readStates(
  instance: EncoderInstance,
  encodings: readonly Encoding[],
  demand: Demand,
  read: (states: HiddenStates) => tf.Tensor,
  mode: Mode = evaluating,
): Promise<number[]> {
  const prepared = await instance.prepare(encodings, demand);
  const tensor = tf.tidy(() => read(instance.forward(prepared, mode)));
  try {
    return Array.from(await tensor.data());
  } finally {
    tensor.dispose();
    prepared.dispose();
  }
}

/** The hidden states of one layer, text by text and token by token, without padding. */
export async function tokenStates(
  instance: EncoderInstance,
  encodings: readonly Encoding[],
  layer: number,
  mode: Mode = evaluating,
  demand: Demand = { reads: [{ layer, read: 'all' }] },
  options: PrepareOptions = {},
): Promise<number[][][]> {
  const prepared = await instance.prepare(encodings, demand, options);
  const { length } = prepared;
  const tensor = tf.tidy(() => instance.forward(prepared, mode).all(layer));
  const values = Array.from(await tensor.data());
  const width = tensor.shape[2];
  tensor.dispose();
  prepared.dispose();
  return encodings.map(({ ids }, text) =>
    Array.from(ids, (_, token) => {
      const start = (text * length + token) * width;
      return values.slice(start, start + width);
    }),
  );
}
