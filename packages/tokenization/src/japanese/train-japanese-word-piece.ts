import { type JsonObject, requireKnownOptions, type Tokenizer, TomoniError } from '@tomoni/spec';
import { AlignedText } from '../alignment/aligned-text.js';
import { jsonBytes, textBytes } from '../files/json-file.js';
import { analyzerFile, tokenizerFromFiles } from '../files/tokenizer-from-files.js';
import type { Analyzer } from '../morphology/analyzer.js';
import { kuromoji } from '../morphology/kuromoji/kuromoji.js';
import { wellFormed } from '../unicode/characters.js';
import { learnVocabulary, type VocabularyOptions } from '../word-piece/learn-vocabulary.js';
import { bertSpecialTokens } from '../word-piece/word-piece-tokenizer.js';
import { compatible, japaneseWord, japaneseWords } from './japanese-words.js';

/** How a Japanese vocabulary is learnt, and how the tokenizer reads texts. */
export interface JapaneseTrainingOptions extends VocabularyOptions {
  /** Finds the words; it is saved with the tokenizer. Default {@link kuromoji}. */
  readonly analyzer?: Analyzer;
  /** Default `false`. */
  readonly lowercase?: boolean;
  /** Longest encoding, special tokens included. Default: no limit. */
  readonly maxLength?: number;
}

/**
 * Learns a WordPiece vocabulary from Japanese texts and makes a tokenizer of it, as Japanese BERT models have it
 * (`BertJapaneseTokenizer`): texts in NFKC, words of a morphological analyser, and those cut into word pieces.
 *
 * The vocabulary is learnt as {@link trainWordPiece} learns it, from the very words that the tokenizer is going to cut. The
 * files of the tokenizer are those of the Tohoku models; they say which dictionary the words are from. Japanese has more
 * characters than the 1000 that are known unless `limitAlphabet` says otherwise: vocabularies of 32,000 tokens have room
 * for some 6,000.
 *
 * @throws TomoniError `unavailable` where the analyser is not installed, `mismatch` where it is not one for Japanese,
 * `invalid-argument` where an option is out of range or the vocabulary is too small for the alphabet, `invalid-data` where
 * the texts hold no word, `aborted` where the signal stops it
 *
 * @example
 * ```ts
 * import { trainJapaneseWordPiece } from '@tomoni/tokenization';
 *
 * const texts = ['静かな森です。', '森の静かな朝でした。'];
 * const tokenizer = await trainJapaneseWordPiece(texts, { vocabularySize: 60, maxLength: 128 });
 * console.log(tokenizer.encode('静かな朝です。').tokens);
 * ```
 */
export async function trainJapaneseWordPiece(
  texts: Iterable<string> | AsyncIterable<string>,
  options: JapaneseTrainingOptions = {},
): Promise<Tokenizer> {
  requireKnownOptions('trainJapaneseWordPiece()', options, [
    'analyzer',
    'lowercase',
    'maxLength',
    'vocabularySize',
    'minFrequency',
    'limitAlphabet',
    'progress',
    'signal',
  ]);
  const { analyzer = kuromoji(), lowercase = false, maxLength } = options;
  const configuration: JsonObject = {
    tokenizer_class: 'BertJapaneseTokenizer',
    do_lower_case: lowercase,
    subword_tokenizer_type: 'wordpiece',
    ...(await wordFinderOf(analyzer)),
  };
  const segmenter = await analyzer.segmenter();
  const find = japaneseWords(segmenter);
  const write = japaneseWord({ lowercase, characters: false });
  const vocabulary = await learnVocabulary(
    {
      texts,
      *wordsOf(text) {
        for (const found of find(compatible(new AlignedText(wellFormed(text)))))
          for (const { text: word } of write(found)) yield word;
      },
      special: Object.values(bertSpecialTokens),
    },
    options,
  );
  const files = new Map([
    ['vocab.txt', textBytes(`${vocabulary.join('\n')}\n`)],
    ['tokenizer_config.json', jsonBytes(configuration)],
    [analyzerFile, jsonBytes(analyzer.toJSON())],
  ]);
  return tokenizerFromFiles(files, { segmenter, ...(maxLength === undefined ? {} : { maxLength }) });
}

/** What the configuration of a tokenizer says of the analyser that finds its words. */
async function wordFinderOf(analyzer: Analyzer): Promise<JsonObject> {
  const dictionary = await analyzer.dictionary();
  switch (dictionary) {
    case 'ipadic':
      return { word_tokenizer_type: 'mecab', mecab_kwargs: { mecab_dic: 'ipadic' } };
    case 'unidic-2.1':
      return { word_tokenizer_type: 'mecab', mecab_kwargs: { mecab_dic: 'unidic_lite' } };
    case 'unidic-3':
      return { word_tokenizer_type: 'mecab', mecab_kwargs: { mecab_dic: 'unidic' } };
    case 'juman':
      return { word_tokenizer_type: 'jumanpp' };
    case 'sudachi': {
      const { mode = 'A', dictionary: size = 'core' } = analyzer.toJSON();
      return {
        word_tokenizer_type: 'sudachi',
        sudachi_kwargs: { sudachi_split_mode: mode, sudachi_dict_type: size },
      };
    }
    case 'wink':
      throw new TomoniError({
        code: 'mismatch',
        what: `The analyser ${analyzer.kind} finds English words, not Japanese ones.`,
        remedy: 'Give an analyser for Japanese, such as kuromoji(), or train with trainWordPiece.',
      });
  }
}
