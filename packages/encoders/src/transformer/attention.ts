import type { Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Drop } from '../network/drop.js';
import { type Affine, linear } from '../operations/linear.js';
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
  readonly dropout: number;
}

/** What an attention gives. */
export interface AttentionOutput {
  /** Mixed values of all heads side by side: `[batch · length, hidden]`. */
  readonly context: Tensor2D;
  /** Before dropout: `[batch, heads, length, length]`, rows are queries. */
  readonly probabilities: Tensor4D;
}

/**
 * Scaled dot-product self-attention with several heads; padding is not attended to.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 */
export function attend(
  states: Tensor2D,
  { size, length, bias }: TransformerInput,
  { query, key, value }: AttentionWeights,
  { heads, dropout }: AttentionOptions,
  drop: Drop,
): AttentionOutput {
  const [rows, hidden] = states.shape;
  const width = hidden / heads;
  const split = (x: Tensor2D): Tensor4D =>
    tf.transpose(tf.reshape(x, [size, length, heads, width]), [0, 2, 1, 3]);
  const queries = split(tf.mul(linear(states, query), 1 / Math.sqrt(width)));
  const scores = tf.matMul(queries, split(linear(states, key)), false, true);
  const probabilities: Tensor4D = tf.softmax(tf.add(scores, bias));
  const mixed = tf.matMul(drop(probabilities, dropout, 'attention'), split(linear(states, value)));
  const context: Tensor2D = tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [rows, hidden]);
  return { context, probabilities };
}
