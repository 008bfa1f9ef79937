import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HeadContext, NamedVariables } from '@tomoni/spec';
import { linear } from './linear.js';
import { disposeVariables, prefixed } from './variables.js';

/** What turns features into logits in most heads. */
export interface Readout {
  readonly variables: NamedVariables;
  /** `[rows, width]` to `[rows, outputs]`. */
  logits(features: Tensor2D): Tensor2D;
  dispose(): void;
}

/**
 * A linear map from features to logits or, with a hidden size, `dense`, tanh and `out_proj` as in RoBERTa's
 * classification head.
 */
export function readout(context: HeadContext, outputs: number, hiddenSize: number | null = null): Readout {
  const { width, rng } = context;
  if (hiddenSize === null) {
    const { variables, apply } = linear(width, outputs, rng.fork('output'));
    return {
      variables,
      logits: (features) => tf.tidy(() => apply(features)),
      dispose: () => disposeVariables(variables),
    };
  }
  const dense = linear(width, hiddenSize, rng.fork('hidden'));
  const output = linear(hiddenSize, outputs, rng.fork('output'));
  const variables = { ...prefixed('dense', dense.variables), ...prefixed('out_proj', output.variables) };
  return {
    variables,
    logits: (features) => tf.tidy(() => output.apply(tf.tanh(dense.apply(features)))),
    dispose: () => disposeVariables(variables),
  };
}
