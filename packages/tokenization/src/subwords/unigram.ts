import { TomoniError } from '@tomoni/spec';
import type { UnigramAlgorithm } from '../hugging-face/library.js';
import { byteTokens } from '../unicode/bytes.js';
import type { SubwordModel } from './subword-model.js';

/** The most probable way to cut a word. Source: Kudo, Subword regularization, 2018. */
export function unigram(
  algorithm: UnigramAlgorithm,
  ids: ReadonlyMap<string, number>,
  settings: { readonly unknown: number | undefined; readonly byteFallback: boolean },
): SubwordModel {
  const { unknown, byteFallback } = settings;
  return (word) => {
    const found: number[] = [];
    const bounds: number[] = [];
    let start = 0;
    for (const piece of fused(algorithm.tokenize(word), ids)) {
      const end = start + piece.length;
      const id = ids.get(piece);
      const bytes = id === undefined && byteFallback ? byteTokens(piece).map((token) => ids.get(token)) : [];
      if (id !== undefined) found.push(id);
      else if (bytes.length > 0 && bytes.every((byte) => byte !== undefined)) found.push(...bytes);
      else if (unknown !== undefined) found.push(unknown);
      else throw missingUnknown(piece);
      while (bounds.length < 2 * found.length) bounds.push(start, end);
      start = end;
    }
    return { ids: found, bounds };
  };
}

/** The pieces with neighbouring unknown ones joined. */
function fused(pieces: readonly string[], ids: ReadonlyMap<string, number>): string[] {
  const joined: string[] = [];
  let lastUnknown = false;
  for (const piece of pieces) {
    const isUnknown = !ids.has(piece);
    if (isUnknown && lastUnknown) joined[joined.length - 1] += piece;
    else joined.push(piece);
    lastUnknown = isUnknown;
  }
  return joined;
}

function missingUnknown(piece: string): TomoniError {
  return new TomoniError({
    code: 'invalid-data',
    what: `The tokenizer has no token for '${piece}', and no unknown token.`,
    remedy: "Set 'unk_id' in its tokenizer.json, or remove the character from the text.",
  });
}
