import { Tokenizer } from '@huggingface/tokenizers';
import type { Json, JsonObject } from '@tomoni/spec';

/** What is used of a WordPiece model of the library. */
export interface WordPieceAlgorithm {
  /** Pieces of each word, continuation prefix included; the unknown token for a word that cannot be split. */
  encode(words: readonly string[]): string[];
}

/** What is used of a byte-pair model of the library. */
export interface BytePairAlgorithm {
  /** The symbols that a word's characters merge to; joined they give the word, with the end-of-word suffix. */
  bpe(word: string): string[];
}

/** What is used of a tokenizer of the library. */
export interface LibraryTokenizer {
  readonly model: WordPieceAlgorithm & BytePairAlgorithm;
  readonly normalizer: { readonly pattern?: RegExp | null } | null;
  decode(
    ids: readonly number[],
    options: { skip_special_tokens: boolean; clean_up_tokenization_spaces: boolean },
  ): string;
}

// The library's declarations use extensionless imports, so under NodeNext its classes are `any`: this is the only file
// that sees them.
const HuggingFaceTokenizer: new (tokenizer: JsonObject, config: JsonObject) => LibraryTokenizer = Tokenizer;

/** A tokenizer of the library that serves for its model and its decoder; the rest of the pipeline is this package's own. */
export function libraryTokenizer(parts: {
  readonly model: Json;
  readonly decoder: Json;
  readonly addedTokens: Json;
  readonly unknown: string | undefined;
}): LibraryTokenizer {
  const { model, decoder, addedTokens, unknown } = parts;
  return new HuggingFaceTokenizer(
    {
      model,
      decoder,
      added_tokens: addedTokens,
      normalizer: null,
      pre_tokenizer: null,
      post_processor: null,
    },
    unknown === undefined ? {} : { unk_token: unknown },
  );
}

/** A pattern of a `tokenizer.json`, `{ String }` or `{ Regex }` in Oniguruma's syntax, as a global regular expression; `undefined` where it is neither. */
export function compilePattern(pattern: JsonObject): RegExp | undefined {
  const { normalizer } = new HuggingFaceTokenizer(
    {
      model: { type: 'WordLevel', vocab: {} },
      decoder: null,
      added_tokens: [],
      normalizer: { type: 'Replace', pattern, content: '' },
      pre_tokenizer: null,
      post_processor: null,
    },
    {},
  );
  return normalizer?.pattern ?? undefined;
}
