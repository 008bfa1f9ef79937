import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type EncoderInstance, type Encoding, TomoniError } from '@tomoni/spec';

/** How much is attended to each token of a text. */
export interface AttentionMap {
  readonly text: string;
  /** The second text of a pair. */
  readonly pair?: string;
  /** The tokens as strings of the vocabulary, special tokens included. */
  readonly tokens: readonly string[];
  /** `[start, end]` of each token in the text it comes from, in UTF-16 code units. */
  readonly offsets: readonly (readonly [number, number])[];
  /** 0 for tokens of the text, 1 for those of its pair, −1 for special tokens. */
  readonly sequences: readonly number[];
  /** Weight of each token; they add up to 1. */
  readonly weights: readonly number[];
}

/** Which attention is read. */
export interface AttentionReading {
  /** Layer, counted from 1. Default: the last. */
  readonly layer?: number;
  /** A head, counted from 0, or the arithmetic mean over all of them. Default: `mean`. */
  readonly head?: number | 'mean';
  /** The token that attends: the index of one, or the arithmetic mean over all of them. Default: 0, the first token. */
  readonly query?: number | 'mean';
}

/** What a reading needs beside its options. */
export interface AttentionOfOptions extends AttentionReading {
  /** Name of the task whose parameters are used, where they differ by task. */
  readonly route?: string;
}

/** Probabilities that are held at once, all heads and tokens of a batch together. */
const most = 2 ** 22;

/**
 * The attention of one layer to the tokens of encoded texts, without dropout and off every tape.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 *
 * @throws TomoniError `invalid-argument` where there is no such layer, head or token, or no attention at all
 *
 * @example
 * ```ts
 * import { attentionOf, loadEncoder, none } from '@tomoni/encoders';
 *
 * const encoder = await loadEncoder('sentence-transformers/all-MiniLM-L6-v2', { layers: 6 });
 * const instance = encoder.instantiate({ trainable: none() });
 * const [map] = await attentionOf(instance, encoder.encode('cheap loans'), { layer: 6 });
 * console.log(map?.tokens, map?.weights);
 * instance.dispose();
 * ```
 */
export async function attentionOf(
  instance: EncoderInstance,
  encodings: readonly Encoding[],
  options: AttentionOfOptions = {},
): Promise<AttentionMap[]> {
  const depth = Math.max(0, ...instance.parameters.map((parameter) => parameter.depth));
  const { layer = depth, head = 'mean', query = 0, route } = options;
  if (typeof query === 'number') for (const encoding of encodings) checkQuery(query, encoding);
  const maps: AttentionMap[] = [];
  for (let from = 0; from < encodings.length; ) {
    const batch = encodings.slice(from, from + batchSize(encodings, from));
    const prepared = await instance.prepare(batch, { reads: [], attention: [layer] }, { reusable: false });
    try {
      const rows = tf.tidy(() => {
        const states = instance.forward(prepared, { training: false }, route);
        return readRows(states.attention(layer), batch, head, query);
      });
      try {
        const values = await rows.data<'float32'>();
        for (const [i, encoding] of batch.entries())
          maps.push(mapOf(encoding, values.subarray(i * prepared.length)));
      } finally {
        rows.dispose();
      }
    } finally {
      prepared.dispose();
    }
    from += batch.length;
  }
  return maps;
}

/** As many texts from there on as keep the probabilities of 16 heads within bounds; at least one. */
function batchSize(encodings: readonly Encoding[], from: number): number {
  let longest = 0;
  let size = 0;
  for (const { ids } of encodings.slice(from)) {
    longest = Math.max(longest, ids.length);
    if (size > 0 && (size + 1) * 16 * longest * longest > most) break;
    size++;
  }
  return size;
}

/** What one token, or the mean of a text's tokens, attends to in one head, or in their mean: `[batch, length]`. */
function readRows(
  probabilities: Tensor4D,
  encodings: readonly Encoding[],
  head: number | 'mean',
  query: number | 'mean',
): Tensor2D {
  const [size, heads, length] = probabilities.shape;
  if (head !== 'mean') checkHead(head, heads);
  const byQuery: Tensor3D =
    head === 'mean'
      ? tf.mean(probabilities, 1)
      : tf.squeeze(tf.slice(probabilities, [0, head, 0, 0], [size, 1, length, length]), [1]);
  if (query !== 'mean')
    return tf.reshape(tf.slice(byQuery, [0, query, 0], [size, 1, length]), [size, length]);
  const shares = new Float32Array(size * length);
  for (const [row, { ids }] of encodings.entries())
    shares.fill(1 / ids.length, row * length, row * length + ids.length);
  return tf.reshape(tf.matMul(tf.tensor3d(shares, [size, 1, length]), byQuery), [size, length]);
}

function mapOf(encoding: Encoding, values: Float32Array): AttentionMap {
  const { text, pair, tokens, offsets, sequenceIds } = encoding;
  return {
    text,
    ...(pair === undefined ? {} : { pair }),
    tokens,
    offsets: tokens.map((_, i) => [offsets[2 * i] as number, offsets[2 * i + 1] as number]),
    sequences: Array.from(sequenceIds),
    weights: Array.from(values.subarray(0, tokens.length)),
  };
}

function checkHead(head: number, heads: number): void {
  if (Number.isInteger(head) && head >= 0 && head < heads) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There is no attention head ${head} of ${heads}.`,
    remedy: `Give a head from 0 to ${heads - 1}, or 'mean'.`,
  });
}

function checkQuery(query: number, { ids, text }: Encoding): void {
  if (Number.isInteger(query) && query >= 0 && query < ids.length) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There is no token ${query} in '${text.slice(0, 40)}', which has ${ids.length}.`,
    remedy: "Give the index of a token that every text has, such as 0, or 'mean'.",
  });
}
