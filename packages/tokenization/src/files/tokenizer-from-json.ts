import { type Json, type JsonObject, type Tokenizer, TomoniError } from '@tomoni/spec';
import type { AddedToken } from '../added-tokens/added-token.js';
import { addedTokenSplitter } from '../added-tokens/added-token-splitter.js';
import { AlignedText } from '../alignment/aligned-text.js';
import { type LibraryTokenizer, libraryTokenizer } from '../hugging-face/library.js';
import { type Normalizer, normalizerOf } from '../normalization/normalizer.js';
import { type PreTokenizer, preTokenizerOf } from '../pre-tokenization/pre-tokenizer.js';
import { characters } from '../subwords/characters.js';
import { modelType, subwordModelOf } from '../subwords/subword-model.js';
import { plainTemplate, templateOf } from '../template/template.js';
import { createTokenizer } from '../tokenizer/tokenizer.js';
import { specialTokensMap, specialTokensOf } from '../vocabulary/special-tokens.js';
import { createVocabulary } from '../vocabulary/vocabulary.js';
import { Component } from './component.js';
import { jsonBytes, type TokenizerFiles } from './json-file.js';
import type { TokenizerOptions } from './tokenizer-options.js';

/** A tokenizer as plain JSON, beside what its files do not say. */
export interface TokenizerJsonOptions extends TokenizerOptions {
  /** The object in `tokenizer_config.json`: special tokens, `model_max_length` and so on. Default: empty. */
  readonly configuration?: JsonObject;
}

/**
 * The tokenizer that the object in a `tokenizer.json` describes.
 *
 * @throws TomoniError `malformed-file` where a component is not known or lacks a setting, `mismatch` where indices
 * have holes, a token stands twice, or a special token is not in the vocabulary
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { tokenizerFromJson } from '@tomoni/tokenization';
 *
 * const tokenizer = tokenizerFromJson(JSON.parse(await readFile('tokenizer.json', 'utf8')), { maxLength: 512 });
 * console.log(tokenizer.encode('A text.').tokens);
 * ```
 */
export function tokenizerFromJson(json: JsonObject, options: TokenizerJsonOptions = {}): Tokenizer {
  const { configuration = {}, ...rest } = options;
  return assembleTokenizer({ json, configuration, options: rest, files: new Map() });
}

/** What {@link assembleTokenizer} makes a tokenizer of. */
export interface TokenizerSource {
  readonly json: JsonObject;
  readonly configuration: JsonObject;
  readonly options: TokenizerOptions;
  /** Files that are kept as they are; those that are missing are written. */
  readonly files: TokenizerFiles;
  /** What `tokenizer.json` cannot say; a tokenizer with it does not write one. */
  readonly beyondJson?: {
    readonly normalize: Normalizer;
    /** Finds the words of normalised texts. */
    readonly findWords: PreTokenizer;
    /** What becomes of each word before it is cut into tokens. */
    readonly splitWord: PreTokenizer;
    /** Cuts words into characters, not as the model says. */
    readonly characters: boolean;
  };
}

/** Builds the pipeline of a `tokenizer.json`. */
export function assembleTokenizer(source: TokenizerSource): Tokenizer {
  const { json, options, files, beyondJson } = source;
  const model = new Component(json.model, 'model');
  const added = addedTokens(json.added_tokens ?? []);
  const modelIds = new Map(modelTokens(model));
  const ids = new Map(modelIds);
  const unknown = unknownToken(model, ids);
  for (const { content, id } of added) {
    const known = ids.get(content);
    if (known !== undefined && known !== id)
      throw new TomoniError({
        code: 'mismatch',
        what: `The added token '${content}' has the index ${id}, but the model gives it ${known}.`,
        where: { file: 'tokenizer.json' },
        remedy: 'Give it one index.',
      });
    ids.set(content, id);
  }
  const special = specialTokensOf(source.configuration, ids, unknown);
  const vocabulary = createVocabulary(ids, special);
  const maxLength = longest(options.maxLength ?? source.configuration.model_max_length);
  const configuration: JsonObject = {
    ...specialTokensMap(special),
    ...source.configuration,
    ...(maxLength === Infinity ? {} : { model_max_length: maxLength }),
  };
  const normalize = beyondJson?.normalize ?? normalizerIn(json.normalizer);
  return createTokenizer({
    vocabulary,
    maxLength,
    segmenter: options.segmenter,
    pipeline: {
      findWords: beyondJson?.findWords,
      addedTokens: addedTokenSplitter(added, normalize, (text) => new AlignedText(text)),
      preTokenize: beyondJson?.splitWord ?? preTokenizerIn(json.pre_tokenizer),
      model: beyondJson?.characters
        ? characters(modelIds, modelIds.get(unknown ?? '') ?? 0)
        : subwordModelOf(model, { ids: modelIds, unknown }),
      template: present(json.post_processor)
        ? templateOf(new Component(json.post_processor, 'post-processor'))
        : plainTemplate,
    },
    decode: decoderOf(json, model, unknown),
    files: () =>
      new Map([
        ...(beyondJson === undefined && !files.has('tokenizer.json')
          ? [['tokenizer.json', jsonBytes(json)] as const]
          : []),
        ['special_tokens_map.json', jsonBytes(specialTokensMap(special))],
        ...files,
        ['tokenizer_config.json', jsonBytes(configuration)],
      ]),
  });
}

function normalizerIn(json: Json | undefined): Normalizer {
  return present(json) ? normalizerOf(new Component(json, 'normalizer')) : (text) => text;
}

function preTokenizerIn(json: Json | undefined): PreTokenizer {
  return present(json) ? preTokenizerOf(new Component(json, 'pre-tokenizer')) : (text) => [text];
}

/** Decodes with the library, whose tokenizer is made when it is first needed. */
function decoderOf(json: JsonObject, model: Component, unknown: string | undefined) {
  let library: LibraryTokenizer | undefined;
  return (ids: readonly number[]): string => {
    library ??= libraryTokenizer({
      model: model.settings,
      decoder: json.decoder ?? null,
      addedTokens: json.added_tokens ?? [],
      unknown,
    });
    return library.decode(ids, { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  };
}

function present(value: Json | undefined): value is JsonObject {
  return value !== null && value !== undefined;
}

function longest(value: Json | undefined): number {
  // Python writes int(1e30) where there is no limit.
  if (value === undefined || value === null || (typeof value === 'number' && value > 1e9)) return Infinity;
  if (typeof value === 'number' && Number.isInteger(value) && value > 0) return value;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The longest encoding ${JSON.stringify(value)} is not a whole number above 0.`,
    remedy: "Correct 'maxLength', or 'model_max_length' in tokenizer_config.json.",
  });
}

function addedTokens(value: Json): AddedToken[] {
  const holder = new Component({ added_tokens: value }, 'list of added tokens');
  return holder.list('added_tokens').map((entry) => {
    const token = new Component(entry, 'added token');
    const special = token.flag('special', false);
    return {
      content: token.text('content'),
      id: token.count('id'),
      special,
      singleWord: token.flag('single_word', false),
      lstrip: token.flag('lstrip', false),
      rstrip: token.flag('rstrip', false),
      normalized: token.flag('normalized', !special),
    };
  });
}

function* modelTokens(model: Component): Iterable<[string, number]> {
  if (modelType(model) !== 'Unigram') {
    for (const [token, id] of Object.entries(model.object('vocab'))) {
      if (typeof id !== 'number') throw model.unfit('vocab', 'a table of tokens with their indices');
      yield [token, id];
    }
    return;
  }
  const seen = new Set<string>();
  for (const [id, entry] of model.list('vocab').entries()) {
    const [token, score] = Array.isArray(entry) ? entry : [];
    if (typeof token !== 'string' || typeof score !== 'number')
      throw model.unfit('vocab', 'a list of tokens with their scores');
    if (seen.has(token))
      throw new TomoniError({
        code: 'mismatch',
        what: `The token '${token}' stands in the vocabulary twice.`,
        where: { file: 'tokenizer.json' },
        remedy: 'Give every token an index of its own, without holes.',
      });
    seen.add(token);
    yield [token, id];
  }
}

function unknownToken(model: Component, ids: ReadonlyMap<string, number>): string | undefined {
  const { unk_token: named, unk_id: id } = model.settings;
  if (typeof id === 'number') {
    const token = [...ids].find(([, other]) => other === id)?.[0];
    if (token === undefined) throw model.unfit('unk_id', `an index below ${ids.size}`);
    return token;
  }
  if (modelType(model) === 'WordPiece' || typeof named === 'string') {
    const token = typeof named === 'string' ? named : '[UNK]';
    if (!ids.has(token))
      throw new TomoniError({
        code: 'mismatch',
        what: `The unknown token '${token}' is not in the vocabulary of ${ids.size} tokens.`,
        where: { file: 'tokenizer.json' },
        remedy: "Add it to the vocabulary, or correct the 'unk_token' of the model.",
      });
    return token;
  }
  return undefined;
}
