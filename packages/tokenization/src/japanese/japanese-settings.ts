import { type Json, type JsonObject, TomoniError } from '@tomoni/spec';
import { isObject } from '../files/component.js';

/** What `BertJapaneseTokenizer` finds words with: a morphological analyser, or as BERT does. */
export type WordFinder = 'mecab' | 'sudachi' | 'jumanpp' | 'basic';

/** The settings of a `BertJapaneseTokenizer`. */
export interface JapaneseSettings {
  readonly words: WordFinder;
  /** Options of its analyser: `mecab_kwargs` and so on. */
  readonly options: JsonObject;
  /** Whether texts are brought into NFKC before they are analysed. */
  readonly normalize: boolean;
  readonly lowercase: boolean;
  /** Whether words are cut into characters, not into word pieces. */
  readonly characters: boolean;
}

const file = 'tokenizer_config.json';

/**
 * The settings of a `BertJapaneseTokenizer`; `undefined` for other tokenizers.
 *
 * A configuration that says how words are found is one, also where it does not name the class: those of the first models
 * do not.
 *
 * @throws TomoniError `malformed-file` where it asks for what is not supported
 */
export function japaneseSettings(configuration: JsonObject): JapaneseSettings | undefined {
  if (!isJapanese(configuration)) return undefined;
  const words = configuration.word_tokenizer_type ?? 'basic';
  const subwords = configuration.subword_tokenizer_type ?? 'wordpiece';
  if (subwords !== 'wordpiece' && subwords !== 'character')
    throw unsupported(
      'subword_tokenizer_type',
      subwords,
      "a model that cuts words by 'wordpiece' or 'character'",
    );
  if (words !== 'mecab' && words !== 'sudachi' && words !== 'jumanpp' && words !== 'basic')
    throw unsupported(
      'word_tokenizer_type',
      words,
      "a model that finds words by 'mecab', 'sudachi' or 'jumanpp'",
    );
  const found = configuration[`${words}_kwargs`];
  const options = isObject(found) ? found : {};
  return {
    words,
    options,
    normalize: options.normalize_text !== false,
    lowercase: configuration.do_lower_case === true,
    characters: subwords === 'character',
  };
}

/** Settings that need an analyser. */
export type AnalysedSettings = JapaneseSettings & { readonly words: Exclude<WordFinder, 'basic'> };

/** Whether the words come from a morphological analyser. */
export function isAnalysed(settings: JapaneseSettings | undefined): settings is AnalysedSettings {
  return settings !== undefined && settings.words !== 'basic';
}

/** Whether a configuration is that of a `BertJapaneseTokenizer`. */
export function isJapanese(configuration: JsonObject): boolean {
  const { tokenizer_class: named, word_tokenizer_type: words } = configuration;
  return named === 'BertJapaneseTokenizer' || (named === undefined && typeof words === 'string');
}

function unsupported(setting: string, value: Json, remedy: string): TomoniError {
  return new TomoniError({
    code: 'malformed-file',
    what: `The ${setting} ${JSON.stringify(value)} of a BertJapaneseTokenizer is not supported.`,
    where: { file },
    remedy: `Use ${remedy}.`,
  });
}
