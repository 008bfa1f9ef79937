import { type Json, type JsonObject, type Tokenizer, TomoniError } from '@tomoni/spec';
import { missingSegmenter } from '../japanese/japanese-analyzer.js';
import { isAnalysed, isJapanese, japaneseSettings } from '../japanese/japanese-settings.js';
import { compatible, japaneseWord, japaneseWords } from '../japanese/japanese-words.js';
import { normalizerOf } from '../normalization/normalizer.js';
import { bertWords } from '../pre-tokenization/bert.js';
import { tokenText } from '../vocabulary/special-tokens.js';
import { parseVocabularyFile } from '../vocabulary/vocabulary-file.js';
import { wordPieceJson } from '../word-piece/word-piece-json.js';
import { Component, isObject } from './component.js';
import { readJson, readText, type TokenizerFiles } from './json-file.js';
import { assembleTokenizer } from './tokenizer-from-json.js';
import type { TokenizerOptions } from './tokenizer-options.js';

/** The file that says which analyser finds the words of a Japanese tokenizer. */
export const analyzerFile = 'analyzer.json';

/** Files that belong to a tokenizer. */
export const tokenizerFileNames: readonly string[] = [
  'tokenizer.json',
  'tokenizer_config.json',
  'special_tokens_map.json',
  'added_tokens.json',
  'vocab.txt',
  analyzerFile,
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
  const configuration = configurationIn(files);
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

/** What the configuration files say, that of the tokenizer last. */
export function configurationIn(files: TokenizerFiles): JsonObject {
  return { ...readJson(files, 'special_tokens_map.json'), ...readJson(files, 'tokenizer_config.json') };
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
  const japanese = isJapanese(configuration);
  const settings = {
    lowercase: flag(configuration, 'do_lower_case', !japanese),
    stripAccents: typeof configuration.strip_accents === 'boolean' ? configuration.strip_accents : null,
    spaceChinese: flag(configuration, 'tokenize_chinese_chars', !japanese),
    special: {
      padding: tokenText(configuration.pad_token) ?? '[PAD]',
      unknown: tokenText(configuration.unk_token) ?? '[UNK]',
      classification: tokenText(configuration.cls_token) ?? '[CLS]',
      separator: tokenText(configuration.sep_token) ?? '[SEP]',
      mask: tokenText(configuration.mask_token) ?? (ids.has('[MASK]') ? '[MASK]' : undefined),
    },
  };
  const kept = new Map([...files].filter(([name]) => keptBesideVocabulary.includes(name)));
  const source = { json: wordPieceJson(ids, settings), configuration, files: kept };
  const own = japaneseSettings(configuration);
  if (isAnalysed(own)) {
    const { segmenter = missingSegmenter(own), ...rest } = options;
    return assembleTokenizer({
      ...source,
      options: rest,
      beyondJson: {
        normalize: own.normalize ? compatible : (text) => text,
        findWords: japaneseWords(segmenter),
        splitWord: japaneseWord(own),
        characters: own.characters,
      },
    });
  }
  if (own?.characters !== true) return assembleTokenizer({ ...source, options });
  const written = normalizerOf(new Component(source.json.normalizer, 'normalizer'));
  return assembleTokenizer({
    ...source,
    options,
    beyondJson: {
      normalize: (text) => compatible(written(text)),
      findWords: bertWords,
      splitWord: (word) => [word],
      characters: true,
    },
  });
}

/** Files that are kept as they are where the vocabulary is a `vocab.txt`. */
const keptBesideVocabulary = ['vocab.txt', 'added_tokens.json', analyzerFile];

function flag(configuration: JsonObject, key: string, standard: boolean): boolean {
  const value = configuration[key];
  return typeof value === 'boolean' ? value : standard;
}
