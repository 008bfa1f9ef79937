import type { Tensor, Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { applyKeepMask } from '../dropout/keep-mask.js';
import type { LayerDropout } from '../dropout/layer-dropout.js';
import { linear } from '../operations/linear.js';
import { withZeroGradient } from '../operations/with-zero-gradient.js';
import type { Attending, AttentionOptions, AttentionWeights } from './attention.js';
import { attentionMask } from './attention-mask.js';
import type { TransformerInput } from './transformer-input.js';

/**
 * Whether {@link attendFromFew} multiplies fewer numbers than `attend` does: the maps of keys and values are applied to
 * the queries instead of all tokens, and scores and context are then as wide as the hidden states, head by head.
 *
 * @param queries per encoding
 */
export function fewQueries(queries: number, length: number, hidden: number, heads: number): boolean {
  return queries * (hidden + (heads - 1) * length) < length * hidden;
}

/**
 * The same attention without a key or a value of any token: since `q · (W_K x + b_K) = (W_Kᵀ q) · x + q · b_K`, each
 * query is carried to the tokens instead, the last term raises all its scores alike and drops out of their softmax, and
 * the mixture of values is `W_V Σ aⱼ xⱼ + b_V Σ aⱼ`.
 *
 * @returns the context `[batch · queries, hidden]`
 */
export function attendFromFew(
  { from, to, queries }: Attending,
  input: TransformerInput,
  { query, key, value }: AttentionWeights,
  { heads, attentionDropout }: AttentionOptions,
  dropout: LayerDropout,
): Tensor2D {
  const { size, length, bias } = input;
  const [rows, hidden] = from.shape;
  const width = hidden / heads;
  const count = rows / size;
  /** A map's rows, head by head: `[heads, width, hidden]`. */
  const byHead = (weight: Tensor2D): Tensor3D => tf.reshape(weight, [heads, width, hidden]);
  const tokens: Tensor3D = tf.reshape(to, [size, length, hidden]);

  const asked: Tensor3D = tf.transpose(
    tf.reshape(tf.mul(linear(from, query), 1 / Math.sqrt(width)), [rows, heads, width]),
    [1, 0, 2],
  );
  const carried = tf.matMul(asked, byHead(key.weight));
  const probes: Tensor3D = tf.reshape(
    tf.transpose(tf.reshape(carried, [heads, size, count, hidden]), [1, 0, 2, 3]),
    [size, heads * count, hidden],
  );
  const scores: Tensor4D = tf.reshape(tf.matMul(probes, tokens, false, true), [size, heads, count, length]);
  const probabilities: Tensor4D = tf.softmax(tf.add(ignoring(scores, key.bias), bias));
  const mask = attentionMask(dropout, attentionDropout, heads, input, queries);
  const kept = mask === undefined ? probabilities : applyKeepMask(probabilities, mask);

  /** `[batch, heads, queries, n]` to `[heads, batch · queries, n]`. */
  const headsFirst = (x: Tensor4D, n: number): Tensor3D =>
    tf.reshape(tf.transpose(x, [1, 0, 2, 3]), [heads, rows, n]);
  const mixed = tf.matMul(tf.reshape(kept, [size, heads * count, length]), tokens);
  const mixtures = headsFirst(tf.reshape(mixed, [size, heads, count, hidden]), hidden);
  const values = tf.matMul(mixtures, byHead(value.weight), false, true);
  const shares = headsFirst(tf.sum(kept, -1, true), 1);
  const shifts = tf.mul(shares, tf.reshape(value.bias, [heads, 1, width]));
  return tf.reshape(tf.transpose(tf.add(values, shifts), [1, 0, 2]), [rows, hidden]);
}

/** Scores that do not depend on a bias, which is on the tape all the same where it is trained. */
function ignoring(scores: Tensor4D, bias: Tensor): Tensor4D {
  return bias instanceof tf.Variable ? withZeroGradient(scores, bias) : scores;
}
