import { type Encoding, TomoniError } from '@tomoni/spec';

/** Encodings of one length, side by side; every array is `[size, length]`, row-major. */
export interface TokenBatch {
  /** Number of encodings. */
  readonly size: number;
  /** Tokens of each, padding included. */
  readonly length: number;
  readonly ids: Int32Array;
  readonly typeIds: Int32Array;
  /** 1 for tokens, 0 for padding. */
  readonly mask: Uint8Array;
}

/** How a batch is padded. */
export interface PaddingOptions {
  /** Index of the padding token. */
  readonly paddingId: number;
  /** The length is rounded up to a multiple of this. Default 1. */
  readonly multipleOf?: number;
}

/**
 * Pads encodings to the longest of them, on the right; padding has the type 0.
 *
 * @returns `ids`, `typeIds` and `mask` of `[size, length]`
 * @throws TomoniError `invalid-argument` where there is no encoding or `multipleOf` is not a whole number above 0
 *
 * @example
 * ```ts
 * import { padBatch, wordPieceTokenizer } from '@tomoni/tokenization';
 *
 * const tokenizer = wordPieceTokenizer({
 *   vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b'],
 * });
 * const batch = padBatch([tokenizer.encode('a'), tokenizer.encode('a b')], { paddingId: 0 });
 * console.log(batch.length, batch.mask); // 4, Uint8Array [1, 1, 1, 0, 1, 1, 1, 1]
 * ```
 */
export function padBatch(encodings: readonly Encoding[], options: PaddingOptions): TokenBatch {
  const { paddingId, multipleOf = 1 } = options;
  if (encodings.length === 0 || !Number.isInteger(multipleOf) || multipleOf < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what:
        encodings.length === 0
          ? 'A batch of no encodings has no length.'
          : `The length of a batch cannot be a multiple of ${multipleOf}.`,
      remedy:
        encodings.length === 0
          ? 'Give at least one encoding.'
          : "Give a whole number above 0 as 'multipleOf'.",
    });
  const size = encodings.length;
  const longest = encodings.reduce((most, { ids }) => Math.max(most, ids.length), 0);
  const length = Math.ceil(longest / multipleOf) * multipleOf;
  const ids = new Int32Array(size * length).fill(paddingId);
  const typeIds = new Int32Array(size * length);
  const mask = new Uint8Array(size * length);
  encodings.forEach((encoding, row) => {
    ids.set(encoding.ids, row * length);
    typeIds.set(encoding.typeIds, row * length);
    mask.fill(1, row * length, row * length + encoding.ids.length);
  });
  return { size, length, ids, typeIds, mask };
}
