import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type HeadContext, type NamedHostTensors, type NamedVariables, TomoniError } from '@tomoni/spec';
import { gelu } from '../layers/gelu.js';
import { constantVariable } from '../layers/initial-values.js';
import { layerNormalization } from '../layers/layer-normalization.js';
import { linear } from '../layers/linear.js';
import { disposeVariables, prefixed } from '../layers/variables.js';
import { decoderExtras, pretrainedDecoder } from './pretrained-decoder.js';

/** What turns token vectors into scores of every token of the vocabulary. */
export interface TiedDecoder {
  readonly variables: NamedVariables;
  readonly extras?: NamedVariables;
  /** `[positions, width]` to `[positions, vocabulary]`. */
  logits(features: Tensor2D): Tensor2D;
  dispose(): void;
}

/**
 * Dense layer, gelu, layer normalisation, and a product with the encoder's token embeddings plus a bias; the variables
 * start from the checkpoint's masked language model head where it has one.
 *
 * @throws TomoniError `mismatch` where the checkpoint's head does not fit the encoder
 */
export function tiedDecoder(context: HeadContext, embeddings: Tensor2D): TiedDecoder {
  const { width, rng, pretrained, task, family, layerNormEpsilon = 1e-12 } = context;
  const [vocabulary, hidden] = embeddings.shape;
  const start = pretrainedDecoder(pretrained);
  if (start !== undefined) requireFit(start, width, embeddings, task);
  const dense = linear(width, hidden, rng.fork('transform'));
  const normalization = layerNormalization(hidden, layerNormEpsilon);
  const bias = constantVariable<tf.Rank.R1>([vocabulary], 0);
  const variables = {
    ...prefixed('transform.dense', dense.variables),
    ...prefixed('transform.LayerNorm', normalization.variables),
    bias,
  };
  if (start !== undefined) assign(variables, start);
  const extras = decoderExtras(variables, pretrained, family);
  return {
    variables,
    ...(extras === undefined ? {} : { extras }),
    logits: (features) =>
      tf.tidy(() => {
        const transformed = normalization.apply(gelu(dense.apply(features)));
        return tf.add<Tensor2D>(tf.matMul(transformed, embeddings, false, true), bias);
      }),
    dispose: () => disposeVariables(variables),
  };
}

function requireFit(tensors: NamedHostTensors, width: number, embeddings: Tensor2D, task: string): void {
  const [vocabulary, hidden] = embeddings.shape;
  for (const [name, { shape }] of tensors) {
    const wanted =
      name === 'transform.dense.weight' ? [hidden, width] : name === 'bias' ? [vocabulary] : [hidden];
    if (shape.join() === wanted.join()) continue;
    throw new TomoniError({
      code: 'mismatch',
      what: `The checkpoint's masked language model head has '${name}' of shape [${shape.join(', ')}] where the encoder needs [${wanted.join(', ')}].`,
      where: { task },
      remedy: 'Use an encoder and a head of the same checkpoint.',
    });
  }
}

function assign(variables: NamedVariables, tensors: NamedHostTensors): void {
  for (const [name, { shape, data }] of tensors)
    tf.tidy(() => variables[name]?.assign(tf.tensor(data, [...shape], 'float32')));
}
