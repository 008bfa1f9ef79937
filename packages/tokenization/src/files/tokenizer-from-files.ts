import { type Json, type JsonObject, type Tokenizer, TomoniError } from '@tomoni/spec';
import { tokenText } from '../vocabulary/special-tokens.js';
import { parseVocabularyFile } from '../vocabulary/vocabulary-file.js';
import { bertNormalizerJson, wordPieceJson } from '../word-piece/word-piece-json.js';
import { isObject } from './component.js';
import { readJson, readText, type TokenizerFiles } from './json-file.js';
import { assembleTokenizer, missingSegmenter } from './tokenizer-from-json.js';
import type { TokenizerOptions } from './tokenizer-options.js';

/** Files that belong to a tokenizer. */
export const tokenizerFileNames: readonly string[] = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
];

/**
 * The tokenizer in some files: `tokenizer.json` where there is one, else a WordPiece `vocab.txt`; with
 * `tokenizer_config.json` and `special_tokens_map.json` where they are given.
 *
 * Where `tokenizer_config.json` says otherwise than the BERT normaliser in `tokenizer.json` about lower case, accents
 * or Chinese characters, it is followed, as in Python transformers.
 *
 * @throws TomoniError `not-found` where neither file is there, `malformed-file` where one cannot be read, `mismatch`
 * where the vocabulary has holes, a token twice, or lacks a special token
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { tokenizerFromFiles } from '@tomoni/tokenization';
 *
 * const tokenizer = tokenizerFromFiles(new Map([['vocab.txt', await readFile('model/vocab.txt')]]));
 * console.log(tokenizer.vocabulary.size);
 * ```
 */
export function tokenizerFromFiles(files: TokenizerFiles, options: TokenizerOptions = {}): Tokenizer {
  const configuration: JsonObject = {
    ...readJson(files, 'special_tokens_map.json'),
    ...readJson(files, 'tokenizer_config.json'),
  };
  const json = readJson(files, 'tokenizer.json');
  if (json !== undefined) {
    const corrected = followConfiguration(json, configuration);
    const kept = new Map([...files].filter(([name]) => tokenizerFileNames.includes(name)));
    if (corrected !== json) kept.delete('tokenizer.json');
    return assembleTokenizer({ json: corrected, configuration, options, files: kept });
  }
  const text = readText(files, 'vocab.txt');
  if (text === undefined)
    throw new TomoniError({
      code: 'not-found',
      what: 'There is neither a tokenizer.json nor a vocab.txt.',
      remedy: 'Save the tokenizer with Python transformers (save_pretrained), which writes one of them.',
    });
  return fromVocabularyFile(parseVocabularyFile(text, 'vocab.txt'), configuration, files, options);
}

function followConfiguration(json: JsonObject, configuration: JsonObject): JsonObject {
  const { normalizer } = json;
  if (!isObject(normalizer) || normalizer.type !== 'BertNormalizer') return json;
  const said = {
    lowercase: configuration.do_lower_case,
    strip_accents: configuration.strip_accents,
    handle_chinese_chars: configuration.tokenize_chinese_chars,
  };
  const differing = Object.entries(said).filter(
    (entry): entry is [string, Json] => entry[1] !== undefined && entry[1] !== normalizer[entry[0]],
  );
  if (differing.length === 0) return json;
  return { ...json, normalizer: { ...normalizer, ...Object.fromEntries(differing) } };
}

function fromVocabularyFile(
  tokens: readonly string[],
  configuration: JsonObject,
  files: TokenizerFiles,
  options: TokenizerOptions,
): Tokenizer {
  const ids = new Map(tokens.map((token, id) => [token, id]));
  for (const [token, id] of Object.entries(readJson(files, 'added_tokens.json') ?? {}))
    if (typeof id === 'number') ids.set(token, id);
  const lowercase = flag(configuration, 'do_lower_case', true);
  const settings = {
    lowercase,
    stripAccents: typeof configuration.strip_accents === 'boolean' ? configuration.strip_accents : null,
    spaceChinese: flag(configuration, 'tokenize_chinese_chars', true),
    special: {
      padding: tokenText(configuration.pad_token) ?? '[PAD]',
      unknown: tokenText(configuration.unk_token) ?? '[UNK]',
      classification: tokenText(configuration.cls_token) ?? '[CLS]',
      separator: tokenText(configuration.sep_token) ?? '[SEP]',
      mask: tokenText(configuration.mask_token) ?? (ids.has('[MASK]') ? '[MASK]' : undefined),
    },
  };
  const kept = new Map([...files].filter(([name]) => name === 'vocab.txt' || name === 'added_tokens.json'));
  const named = { ...configuration };
  if (configuration.tokenizer_class !== 'BertJapaneseTokenizer')
    return assembleTokenizer({
      json: wordPieceJson(ids, settings),
      configuration: named,
      options,
      files: kept,
    });
  const analyser =
    typeof configuration.word_tokenizer_type === 'string' ? configuration.word_tokenizer_type : 'basic';
  return assembleTokenizer({
    json: wordPieceJson(ids, settings, japaneseParts(configuration, settings)),
    configuration: named,
    options:
      analyser === 'basic' || options.segmenter !== undefined
        ? options
        : { ...options, segmenter: missingSegmenter(analyser) },
    files: kept,
    writesJson: false,
  });
}

/** The parts of `BertJapaneseTokenizer`: an analyser finds the words, which are brought into NFKC and cut into word pieces or characters. */
function japaneseParts(
  configuration: JsonObject,
  settings: {
    readonly lowercase: boolean;
    readonly stripAccents: boolean | null;
    readonly spaceChinese: boolean;
  },
): { normalizer: Json; preTokenizer: Json } {
  const characters = configuration.subword_tokenizer_type === 'character';
  const isolate = { type: 'Split', pattern: { Regex: '[\\s\\S]' }, behavior: 'Isolated', invert: false };
  const basic =
    configuration.word_tokenizer_type === undefined || configuration.word_tokenizer_type === 'basic';
  const words = { type: basic ? 'BertPreTokenizer' : 'WhitespaceSplit' };
  return {
    normalizer: basic
      ? bertNormalizerJson(settings)
      : {
          type: 'Sequence',
          normalizers: [{ type: 'NFKC' }, ...(settings.lowercase ? [{ type: 'Lowercase' }] : [])],
        },
    preTokenizer: characters ? { type: 'Sequence', pretokenizers: [words, isolate] } : words,
  };
}

function flag(configuration: JsonObject, key: string, standard: boolean): boolean {
  const value = configuration[key];
  return typeof value === 'boolean' ? value : standard;
}
