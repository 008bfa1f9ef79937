import type { Encoding } from '@tomoni/spec';

/** Part of an encoding: between the special tokens of its beginning and its end, some tokens that stand side by side. */
export interface Crop {
  readonly encoding: Encoding;
  /** Where a token of the whole stands in the part; −1 where it does not. */
  column(position: number): number;
}

/**
 * As much of an encoding as a model reads at once, around one of its tokens; all of it where that is not too much.
 *
 * @param longest tokens that the model reads at most, special ones included
 */
export function cropAround(encoding: Encoding, position: number, longest: number): Crop {
  const { length } = encoding.ids;
  if (length <= longest) return { encoding, column: (token) => token };
  const head = encoding.special[0] === 1 ? 1 : 0;
  const tail = encoding.special[length - 1] === 1 ? 1 : 0;
  const inner = longest - head - tail;
  const latest = length - tail - inner;
  const start = Math.max(head, Math.min(position - (inner >> 1), latest));
  const kept = [
    ...Array.from({ length: head }, (_, i) => i),
    ...Array.from({ length: inner }, (_, i) => start + i),
    ...Array.from({ length: tail }, () => length - 1),
  ];
  const columns = new Map(kept.map((token, column) => [token, column]));
  return { encoding: pick(encoding, kept), column: (token) => columns.get(token) ?? -1 };
}

function pick(encoding: Encoding, kept: readonly number[]): Encoding {
  const { ids, typeIds, tokens, offsets, wordIds, sequenceIds, special, window: _, ...rest } = encoding;
  const of = (values: Int32Array | Int8Array | Uint8Array) => kept.map((token) => values[token] as number);
  return {
    ...rest,
    ids: Int32Array.from(of(ids)),
    typeIds: Int32Array.from(of(typeIds)),
    tokens: kept.map((token) => tokens[token] as string),
    offsets: Int32Array.from(kept.flatMap((token) => [...offsets.subarray(2 * token, 2 * token + 2)])),
    wordIds: Int32Array.from(of(wordIds)),
    sequenceIds: Int8Array.from(of(sequenceIds)),
    special: Uint8Array.from(of(special)),
  };
}
