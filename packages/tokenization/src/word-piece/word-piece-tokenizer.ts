import { requireKnownOptions, type SpecialTokens, type Tokenizer, TomoniError } from '@tomoni/spec';
import { textBytes } from '../files/json-file.js';
import { assembleTokenizer } from '../files/tokenizer-from-json.js';
import type { TokenizerOptions } from '../files/tokenizer-options.js';
import { specialTokensMap } from '../vocabulary/special-tokens.js';
import { wordPieceJson } from './word-piece-json.js';

/** A WordPiece tokenizer in the manner of BERT. */
export interface WordPieceOptions extends TokenizerOptions {
  /** The tokens in the order of their indices; those inside a word begin with `##`. */
  readonly vocabulary: readonly string[];
  /** Default `true`. */
  readonly lowercase?: boolean;
  /**
   * Takes accents off, and with them the voicing marks of kana: パン becomes ハン, as in BERT's uncased models. Give
   * `false` for Japanese. Default: as `lowercase`.
   */
  readonly stripAccents?: boolean;
  /** Makes each Chinese character (kanji too) a word of its own. Default `true`. */
  readonly spaceChinese?: boolean;
  /** Names of the special tokens. Default: `[PAD]`, `[UNK]`, `[CLS]`, `[SEP]`, `[MASK]`. */
  readonly special?: Partial<WordPieceSpecialTokens>;
}

/** The special tokens of a WordPiece tokenizer: it has them all, but for the mask, which may be absent. */
export interface WordPieceSpecialTokens extends SpecialTokens {
  readonly unknown: string;
  readonly classification: string;
  readonly separator: string;
}

/** BERT's names. */
export const bertSpecialTokens: WordPieceSpecialTokens & { readonly mask: string } = {
  padding: '[PAD]',
  unknown: '[UNK]',
  classification: '[CLS]',
  separator: '[SEP]',
  mask: '[MASK]',
};

/**
 * A WordPiece tokenizer over a vocabulary of one's own.
 *
 * @throws TomoniError `mismatch` where a token stands in the vocabulary twice or a special one is missing
 *
 * @example
 * ```ts
 * import { wordPieceTokenizer } from '@tomoni/tokenization';
 *
 * const tokenizer = wordPieceTokenizer({
 *   vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'play', '##ing', '##ed'],
 *   maxLength: 128,
 * });
 * console.log(tokenizer.encode('Playing').tokens); // ['[CLS]', 'play', '##ing', '[SEP]']
 * ```
 */
export function wordPieceTokenizer(options: WordPieceOptions): Tokenizer {
  requireKnownOptions('wordPieceTokenizer()', options, [
    'vocabulary',
    'lowercase',
    'stripAccents',
    'spaceChinese',
    'special',
    'maxLength',
    'segmenter',
  ]);
  const { vocabulary, lowercase = true, stripAccents, spaceChinese = true, ...rest } = options;
  const special = { ...bertSpecialTokens, ...options.special };
  const ids = new Map<string, number>();
  for (const [id, token] of vocabulary.entries()) {
    const before = ids.get(token);
    if (before !== undefined || token === '')
      throw new TomoniError({
        code: 'mismatch',
        what: `The token '${token}' at index ${id} of the vocabulary ${token === '' ? 'is empty' : `stands there at index ${before} too`}.`,
        remedy: 'Give each token once.',
      });
    ids.set(token, id);
  }
  return assembleTokenizer({
    json: wordPieceJson(ids, { lowercase, stripAccents: stripAccents ?? null, spaceChinese, special }),
    configuration: {
      tokenizer_class: 'BertTokenizer',
      do_lower_case: lowercase,
      strip_accents: stripAccents ?? null,
      tokenize_chinese_chars: spaceChinese,
      ...specialTokensMap(special),
    },
    options: rest,
    files: new Map([['vocab.txt', textBytes(`${vocabulary.join('\n')}\n`)]]),
  });
}
