import type { BytePairAlgorithm } from '../hugging-face/library.js';
import { byteTokens } from '../unicode/bytes.js';
import type { Pieces, SubwordModel } from './subword-model.js';

/** The settings of a byte-pair model. */
export interface BytePairSettings {
  /** Index of the token for what is not known; without one, it is left out. */
  readonly unknown: number | undefined;
  /** Makes neighbouring unknown characters one token. */
  readonly fuseUnknown: boolean;
  /** Writes unknown characters as the tokens of their bytes. */
  readonly byteFallback: boolean;
  /** Takes a word that is a token as it is. */
  readonly ignoreMerges: boolean;
  /** What ends each word. */
  readonly suffix: string;
}

/** Merges of frequent pairs. Source: Sennrich et al., Neural machine translation of rare words with subword units, 2016. */
export function bytePair(
  algorithm: BytePairAlgorithm,
  ids: ReadonlyMap<string, number>,
  settings: BytePairSettings,
): SubwordModel {
  const { unknown, fuseUnknown, byteFallback, ignoreMerges, suffix } = settings;
  return (word): Pieces => {
    const whole = ignoreMerges ? ids.get(word) : undefined;
    if (whole !== undefined) return { ids: [whole], bounds: [0, word.length] };
    const found: number[] = [];
    const bounds: number[] = [];
    let start = 0;
    let fusing = false;
    for (const symbol of algorithm.bpe(word)) {
      const end = Math.min(start + symbol.length, word.length);
      const id = ids.get(symbol);
      const bytes = id === undefined && byteFallback ? byteIds(symbol, suffix, ids) : undefined;
      if (id !== undefined) {
        found.push(id);
        bounds.push(start, end);
      } else if (bytes !== undefined) {
        for (const byte of bytes) {
          found.push(byte);
          bounds.push(start, end);
        }
      } else if (fusing) {
        bounds[bounds.length - 1] = end;
      } else if (unknown !== undefined) {
        found.push(unknown);
        bounds.push(start, end);
      }
      fusing = fuseUnknown && unknown !== undefined && id === undefined && bytes === undefined;
      start = end;
    }
    return { ids: found, bounds };
  };
}

/** The tokens of a symbol's bytes, unless one of them is missing. */
function byteIds(symbol: string, suffix: string, ids: ReadonlyMap<string, number>): number[] | undefined {
  const text = suffix !== '' && symbol.endsWith(suffix) ? symbol.slice(0, -suffix.length) : symbol;
  const bytes = byteTokens(text).map((token) => ids.get(token));
  return bytes.every((id) => id !== undefined) ? bytes : undefined;
}
