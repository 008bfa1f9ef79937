import { TomoniError } from '@tomoni/spec';
import { byteTokens } from '../unicode/bytes.js';
import type { SubwordModel } from './subword-model.js';

/** How far the unknown token lies below the least probable one. Source: sentencepiece. */
const UNKNOWN_PENALTY = 10;

/** A unigram model. */
export interface UnigramSettings {
  /** Logarithmic probability of each token, by index. */
  readonly scores: readonly number[];
  readonly unknown: number | undefined;
  /** Writes what is unknown as the tokens of its bytes. */
  readonly byteFallback: boolean;
}

/** The most probable way to cut a word. Source: Kudo, Subword regularization, 2018. */
export function unigram(ids: ReadonlyMap<string, number>, settings: UnigramSettings): SubwordModel {
  const { unknown, byteFallback } = settings;
  const scores = Float64Array.from(settings.scores);
  const unknownScore = scores.reduce((least, score) => Math.min(least, score), Infinity) - UNKNOWN_PENALTY;
  let longest = 1;
  for (const token of ids.keys()) longest = Math.max(longest, token.length);

  return (word) => {
    const found: number[] = [];
    const bounds: number[] = [];
    for (const { start, end, id } of fused(bestPath(word, { ids, scores, unknownScore, longest }))) {
      const piece = word.slice(start, end);
      const bytes = id === undefined && byteFallback ? byteTokens(piece).map((token) => ids.get(token)) : [];
      if (id !== undefined) found.push(id);
      else if (bytes.length > 0 && bytes.every((byte) => byte !== undefined)) found.push(...bytes);
      else if (unknown !== undefined) found.push(unknown);
      else throw missingUnknown(piece);
      while (bounds.length < 2 * found.length) bounds.push(start, end);
    }
    return { ids: found, bounds };
  };
}

/** A stretch of a word; without an index it is unknown. */
interface Piece {
  readonly start: number;
  readonly end: number;
  readonly id: number | undefined;
}

interface Lexicon {
  readonly ids: ReadonlyMap<string, number>;
  readonly scores: Float64Array;
  readonly unknownScore: number;
  /** Length of the longest token in code units. */
  readonly longest: number;
}

/** Viterbi's algorithm; of two equally probable cuts the one with the longer last piece wins. */
function bestPath(word: string, { ids, scores, unknownScore, longest }: Lexicon): Piece[] {
  const best = new Float64Array(word.length + 1).fill(-Infinity);
  const arriving: (Piece | undefined)[] = [];
  best[0] = 0;
  const arrive = (start: number, end: number, score: number, id: number | undefined) => {
    const total = (best[start] as number) + score;
    if (arriving[end] !== undefined && total <= (best[end] as number)) return;
    best[end] = total;
    arriving[end] = { start, end, id };
  };
  for (let start = 0; start < word.length; ) {
    const next = start + ((word.codePointAt(start) as number) > 0xffff ? 2 : 1);
    const limit = Math.min(word.length, start + longest);
    for (let end = next; end <= limit; end++) {
      const id = ids.get(word.slice(start, end));
      if (id !== undefined) arrive(start, end, scores[id] as number, id);
      else if (end === next) arrive(start, end, unknownScore, undefined);
    }
    start = next;
  }
  const path: Piece[] = [];
  for (let piece = arriving[word.length]; piece !== undefined; piece = arriving[piece.start])
    path.push(piece);
  return path.reverse();
}

/** The pieces with neighbouring unknown ones joined. */
function fused(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last !== undefined && last.id === undefined && piece.id === undefined)
      joined[joined.length - 1] = { ...last, end: piece.end };
    else joined.push(piece);
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
