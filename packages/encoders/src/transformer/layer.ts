import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Drop } from '../network/drop.js';
import type { LayerOutput } from '../network/network.js';
import { type Activation, activations } from '../operations/activation.js';
import { layerNorm, type Scaling } from '../operations/layer-norm.js';
import { type Affine, linear } from '../operations/linear.js';
import { type AttentionWeights, attend } from './attention.js';
import type { TransformerInput } from './transformer-input.js';

/** The weights of one transformer layer. */
export interface LayerWeights extends AttentionWeights {
  readonly attentionOutput: Affine;
  readonly attentionNorm: Scaling;
  readonly intermediate: Affine;
  readonly output: Affine;
  readonly outputNorm: Scaling;
}

/** What a transformer layer is besides its weights. */
export interface LayerOptions {
  readonly heads: number;
  readonly activation: Activation;
  readonly attentionDropout: number;
  readonly attentionOutputDropout: number;
  readonly outputDropout: number;
  readonly epsilon: number;
}

/** Attention and feed-forward network, each added to its input and normalised: `[batch · length, hidden]`. */
export function transformerLayer(
  states: Tensor2D,
  input: TransformerInput,
  weights: LayerWeights,
  options: LayerOptions,
  drop: Drop,
): LayerOutput {
  const { heads, attentionDropout, attentionOutputDropout, outputDropout, epsilon } = options;
  const { context, probabilities } = attend(
    states,
    input,
    weights,
    { heads, dropout: attentionDropout },
    drop,
  );
  const attended = drop(linear(context, weights.attentionOutput), attentionOutputDropout, 'attention output');
  const middle = layerNorm(tf.add(attended, states), weights.attentionNorm, epsilon);
  const inner = activations[options.activation](linear(middle, weights.intermediate));
  const fed = drop(linear(inner, weights.output), outputDropout, 'output');
  return {
    states: layerNorm(tf.add(fed, middle), weights.outputNorm, epsilon),
    attention: probabilities,
  };
}
