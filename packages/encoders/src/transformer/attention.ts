import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { applyKeepMask } from '../dropout/keep-mask.js';
import type { LayerDropout } from '../dropout/layer-dropout.js';
import type { Queries } from '../network/queries.js';
import { type Affine, linear } from '../operations/linear.js';
import { attentionMask } from './attention-mask.js';
import type { TransformerInput } from './transformer-input.js';

/** The maps of a layer's attention. */
export interface AttentionWeights {
  readonly query: Affine;
  readonly key: Affine;
  readonly value: Affine;
}

/** What an attention is besides its weights. */
export interface AttentionOptions {
  readonly heads: number;
  /** Dropout of the probabilities. */
  readonly attentionDropout: number;
}

/** Who attends to whom. */
export interface Attending {
  /** The states of those that attend: `[batch · queries, hidden]`. */
  readonly from: Tensor2D;
  /** The states that are attended to: `[batch · length, hidden]`. */
  readonly to: Tensor2D;
  /** The positions of those that attend. Absent: all. */
  readonly queries: Queries | undefined;
}

/** What an attention gives. */
export interface AttentionOutput {
  /** Mixed values of all heads side by side: `[batch · queries, hidden]`. */
  readonly context: Tensor2D;
  /** Before dropout: `[batch, heads, queries, length]`. */
  readonly probabilities: Tensor4D;
}

/**
 * Scaled dot-product self-attention with several heads; padding is not attended to.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 */
export function attend(
  { from, to, queries }: Attending,
  input: TransformerInput,
  { query, key, value }: AttentionWeights,
  { heads, attentionDropout }: AttentionOptions,
  dropout: LayerDropout,
): AttentionOutput {
  const { size, length, bias } = input;
  const [rows, hidden] = from.shape;
  const width = hidden / heads;
  const split = (x: Tensor2D, count: number): Tensor4D =>
    tf.transpose(tf.reshape(x, [size, count, heads, width]), [0, 2, 1, 3]);
  const asked = split(tf.mul(linear(from, query), 1 / Math.sqrt(width)), rows / size);
  const scores = tf.matMul(asked, split(linear(to, key), length), false, true);
  const probabilities: Tensor4D = tf.softmax(tf.add(scores, bias));
  const mask = attentionMask(dropout, attentionDropout, heads, input, queries);
  const kept = mask === undefined ? probabilities : applyKeepMask(probabilities, mask);
  const mixed = tf.matMul(kept, split(linear(to, value), length));
  const context: Tensor2D = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows, hidden]);
  return { context, probabilities };
}
