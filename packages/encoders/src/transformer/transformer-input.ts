import type { Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Encoding, TomoniError } from '@tomoni/spec';
import { padBatch } from '@tomoni/tokenization';
import type { NetworkInput, ReadOptions } from '../network/network.js';

/** A padded batch of token indices, row-major `[batch, length]`. */
export interface TransformerInput extends NetworkInput {
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  /** Added to attention scores: 0 for tokens, far below all scores for padding; `[batch, 1, 1, length]`. */
  readonly bias: Tensor4D;
  /**
   * Rows `encoding · length + token` that are no padding, where it pays to leave the others out; with as much padding as
   * fills them up to a number that kernels are fast at.
   */
  readonly present?: Int32Array;
}

/** What the indices of a batch may be. */
export interface InputLimits {
  readonly maxLength: number;
  readonly vocabularySize: number;
  /** Number of segments; 0 where segments are ignored. */
  readonly types: number;
  readonly paddingId: number;
}

/** Share of the rows from which on it pays to leave padding out. */
const muchPadding = 1 / 32;

/** Rows are filled up to a multiple of this: products of so many are computed in blocks. */
const rowBlock = 16;

/** What the scores of padding are lowered by: their exponentials become exactly 0. */
const farBelow = 1e9;

/**
 * Checks encodings and pads them, on the right, to the longest of them or somewhat beyond.
 *
 * @throws TomoniError `invalid-argument` where there is none, where one is empty or too long, or where an index lies
 *   outside its range
 */
export function transformerInput(
  encodings: readonly Encoding[],
  limits: InputLimits,
  { multipleOf = 1, packed = true }: ReadOptions = {},
): TransformerInput {
  encodings.forEach((encoding, index) => {
    check(encoding, index, limits);
  });
  const {
    size,
    length,
    ids,
    typeIds,
    mask: isToken,
  } = padBatch(encodings, {
    paddingId: limits.paddingId,
    multipleOf: roundable(encodings, multipleOf, limits.maxLength) ? multipleOf : limits.maxLength,
  });
  const mask = tf.keep(tf.tensor2d(Float32Array.from(isToken), [size, length]));
  const bias = tf.keep(
    tf.tensor4d(
      Float32Array.from(isToken, (token) => (token - 1) * farBelow),
      [size, 1, 1, length],
    ),
  );
  const dispose = () => {
    tf.dispose([mask, bias]);
  };
  const present = packed ? packedRows(encodings, length) : undefined;
  return { size, length, ids, typeIds, mask, bias, ...(present && { present }), dispose };
}

function packedRows(encodings: readonly Encoding[], length: number): Int32Array | undefined {
  const all = encodings.length * length;
  const count = encodings.reduce((sum, { ids }) => sum + ids.length, 0);
  const filled = Math.min(all, Math.ceil(count / rowBlock) * rowBlock);
  if (filled > (1 - muchPadding) * all) return undefined;
  const rows = new Int32Array(filled);
  let next = 0;
  let filling = filled - count;
  for (const [i, { ids }] of encodings.entries()) {
    const end = Math.min(length, ids.length + filling);
    filling -= end - ids.length;
    for (let token = 0; token < end; token++) rows[next++] = i * length + token;
  }
  return rows;
}

/** Whether the longest encoding can be rounded up; else it is padded to the greatest length. */
function roundable(encodings: readonly Encoding[], multipleOf: number, maxLength: number): boolean {
  const longest = Math.max(0, ...encodings.map(({ ids }) => ids.length));
  return Math.ceil(longest / multipleOf) * multipleOf <= maxLength;
}

function check({ ids, typeIds }: Encoding, index: number, limits: InputLimits): void {
  const { maxLength, vocabularySize, types } = limits;
  if (ids.length === 0) refuse(`Encoding ${index} has no tokens.`, 'Leave it out of the batch.');
  if (ids.length > maxLength)
    refuse(
      `Encoding ${index} has ${ids.length} tokens, but the encoder takes at most ${maxLength}.`,
      'Encode the text with a smaller `maxLength`, or in windows.',
    );
  const strange = ids.find((id) => id < 0 || id >= vocabularySize);
  if (strange !== undefined)
    refuse(
      `Encoding ${index} has the token index ${strange}, outside the vocabulary of ${vocabularySize}.`,
      'Encode the text with the tokenizer of this encoder.',
    );
  if (types === 0) return;
  const type = typeIds.find((id) => id < 0 || id >= types);
  if (type !== undefined || typeIds.length !== ids.length)
    refuse(
      type === undefined
        ? `Encoding ${index} has ${ids.length} tokens but ${typeIds.length} segment indices.`
        : `Encoding ${index} has the segment index ${type}, but the encoder knows ${types} segments.`,
      'Encode the text with the tokenizer of this encoder.',
    );
}

function refuse(what: string, remedy: string): never {
  throw new TomoniError({ code: 'invalid-argument', what, remedy });
}
