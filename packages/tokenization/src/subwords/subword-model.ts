import type { Json } from '@tomoni/spec';
import type { Component } from '../files/component.js';
import { libraryTokenizer } from '../hugging-face/library.js';
import { bytePair } from './byte-pair.js';
import { unigram } from './unigram.js';
import { parsedScore } from './unigram-scores.js';
import { wordLevel } from './word-level.js';
import { wordPiece } from './word-piece.js';

/** The tokens of one word. */
export interface Pieces {
  readonly ids: readonly number[];
  /** `[start, end]` of each token in the word, in code units. */
  readonly bounds: readonly number[];
}

/** Cuts one word into tokens. */
export type SubwordModel = (word: string) => Pieces;

const CACHED_WORDS = 65_536;
const LONGEST_CACHED = 128;

/** The tokens of a model by their index, and its unknown token. */
export interface ModelVocabulary {
  readonly ids: ReadonlyMap<string, number>;
  readonly unknown: string | undefined;
}

/** The model that a `tokenizer.json` describes, remembering the words it has met. */
export function subwordModelOf(component: Component, vocabulary: ModelVocabulary): SubwordModel {
  return cached(plainModelOf(component, vocabulary));
}

function plainModelOf(component: Component, { ids, unknown }: ModelVocabulary): SubwordModel {
  const algorithm = () =>
    libraryTokenizer({ model: component.settings, decoder: null, addedTokens: [], unknown }).model;
  const unknownId = unknown === undefined ? undefined : ids.get(unknown);
  switch (modelType(component)) {
    case 'WordPiece':
      return wordPiece(algorithm(), ids, {
        unknown: unknown ?? '[UNK]',
        prefix: component.text('continuing_subword_prefix', '##'),
      });
    case 'BPE':
      if (component.text('continuing_subword_prefix', '') !== '')
        throw component.unfit('continuing_subword_prefix', 'empty');
      return bytePair(algorithm(), ids, {
        unknown: unknownId,
        fuseUnknown: component.flag('fuse_unk', false),
        byteFallback: component.flag('byte_fallback', false),
        ignoreMerges: component.flag('ignore_merges', false),
        suffix: component.text('end_of_word_suffix', ''),
      });
    case 'Unigram':
      return unigram(ids, {
        scores: component.list('vocab').map((entry) => parsedScore(scoreOf(entry))),
        unknown: unknownId,
        byteFallback: component.flag('byte_fallback', false),
      });
    case 'WordLevel':
      return wordLevel(ids, unknownId);
    default:
      throw component.unknown();
  }
}

/** The model's type; files written before it was recorded are told apart by their settings. */
export function modelType(component: Component): string {
  const { settings } = component;
  if (component.type !== '') return component.type;
  if (Array.isArray(settings.vocab)) return 'Unigram';
  if (settings.merges !== undefined) return 'BPE';
  return settings.continuing_subword_prefix === undefined ? 'WordLevel' : 'WordPiece';
}

/** The score of an entry `[token, score]`. */
function scoreOf(entry: Json): number {
  return Array.isArray(entry) ? Number(entry[1]) : Number.NaN;
}

function cached(model: SubwordModel): SubwordModel {
  const known = new Map<string, Pieces>();
  return (word) => {
    const found = known.get(word);
    if (found !== undefined) return found;
    const pieces = model(word);
    if (word.length <= LONGEST_CACHED) {
      if (known.size === CACHED_WORDS) known.clear();
      known.set(word, pieces);
    }
    return pieces;
  };
}
