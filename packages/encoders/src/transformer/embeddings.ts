import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { LayerDropout } from '../dropout/layer-dropout.js';
import { layerNorm, type Scaling } from '../operations/layer-norm.js';
import { lookup } from '../operations/lookup.js';
import type { TransformerInput } from './transformer-input.js';

/** The weights of layer 0, one row per index, `[rows, hidden]`. */
export interface EmbeddingWeights {
  readonly tokens: Tensor2D;
  readonly positions: Tensor2D;
  readonly types?: Tensor2D;
  readonly norm: Scaling;
}

/** What layer 0 is besides its weights. */
export interface EmbeddingOptions {
  /** Row of the position embeddings that belongs to the first token. */
  readonly firstPosition: number;
  readonly dropout: number;
  readonly epsilon: number;
}

/** The embeddings of tokens, their positions and segments, added up and normalised: `[batch · length, hidden]`. */
export function embed(
  { ids, typeIds, size, length }: TransformerInput,
  weights: EmbeddingWeights,
  { firstPosition, dropout: rate, epsilon }: EmbeddingOptions,
  dropout: LayerDropout,
): Tensor2D {
  const hidden = weights.tokens.shape[1];
  const tokens = tf.reshape(lookup(weights.tokens, ids), [size, length, hidden]);
  const places = tf.slice(weights.positions, [firstPosition, 0], [length, hidden]);
  const placed: Tensor2D = tf.reshape(tf.add(tokens, places), [size * length, hidden]);
  const sum = weights.types === undefined ? placed : tf.add(placed, segments(weights.types, typeIds));
  const mask = dropout('embeddings', rate, size * length, hidden);
  return layerNorm(sum as Tensor2D, weights.norm, epsilon, mask);
}

/** The segments' rows: a single row, for all tokens, where there is but one segment. */
function segments(table: Tensor2D, typeIds: Int32Array): Tensor2D {
  return typeIds.every((type) => type === 0)
    ? tf.slice(table, [0, 0], [1, table.shape[1]])
    : lookup(table, typeIds);
}
