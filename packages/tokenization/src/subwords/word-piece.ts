import type { WordPieceAlgorithm } from '../hugging-face/library.js';
import type { SubwordModel } from './subword-model.js';

/** Greedy longest match from the left. Source: Devlin et al., BERT, 2019. */
export function wordPiece(
  algorithm: WordPieceAlgorithm,
  ids: ReadonlyMap<string, number>,
  settings: { readonly unknown: string; readonly prefix: string },
): SubwordModel {
  const { unknown, prefix } = settings;
  return (word) => {
    const tokens = algorithm.encode([word]);
    const bounds: number[] = [];
    let start = 0;
    for (const token of tokens) {
      const length = start === 0 ? token.length : token.length - prefix.length;
      const end = token === unknown ? word.length : start + length;
      bounds.push(start, end);
      start = end;
    }
    return { ids: tokens.map((token) => ids.get(token) as number), bounds };
  };
}
