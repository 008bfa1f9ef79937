import { requireKnownOptions, type Tokenizer } from '@tomoni/spec';
import { AlignedText } from '../alignment/aligned-text.js';
import { bertNormalizer } from '../normalization/bert.js';
import { bertWords } from '../pre-tokenization/bert.js';
import { inputTexts } from '../tokenizer/input.js';
import { wellFormed } from '../unicode/characters.js';
import { learnVocabulary, type VocabularyOptions } from './learn-vocabulary.js';
import { bertSpecialTokens, type WordPieceOptions, wordPieceTokenizer } from './word-piece-tokenizer.js';

/** How a WordPiece vocabulary is learnt, and how the tokenizer reads texts. */
export interface WordPieceTrainingOptions extends VocabularyOptions, Omit<WordPieceOptions, 'vocabulary'> {}

/**
 * Learns a WordPiece vocabulary from texts and makes a tokenizer of it.
 *
 * Beginning with single characters, the most frequent pair of neighbouring tokens becomes a token, again and again.
 * This is the procedure of Python tokenizers' `WordPieceTrainer` (pairs are chosen by count, not by likelihood). Equal
 * input gives an equal vocabulary: of equally frequent pairs the one whose tokens are older goes first, and single
 * characters are ordered by code point. Words with a character outside the alphabet are not learnt from, as the
 * tokenizer cannot read them.
 *
 * Counting keeps the distinct words in memory; a merge costs the words that hold its pair.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range or the vocabulary is too small for the
 * alphabet, `invalid-data` where the texts hold no word, `aborted` where the signal stops it
 *
 * @example
 * ```ts
 * import { trainWordPiece } from '@tomoni/tokenization';
 *
 * const texts = ['a low lower lowest tower', 'newer and lower towers'];
 * const tokenizer = await trainWordPiece(texts, { vocabularySize: 60, maxLength: 128 });
 * console.log(tokenizer.encode('lower').tokens);
 * ```
 */
export async function trainWordPiece(
  texts: Iterable<string> | AsyncIterable<string>,
  options: WordPieceTrainingOptions = {},
): Promise<Tokenizer> {
  requireKnownOptions('trainWordPiece()', options, [
    'vocabularySize',
    'minFrequency',
    'limitAlphabet',
    'progress',
    'signal',
    'lowercase',
    'stripAccents',
    'spaceChinese',
    'special',
    'maxLength',
    'segmenter',
  ]);
  const { lowercase = true, stripAccents = lowercase, spaceChinese = true, segmenter } = options;
  const normalize = bertNormalizer({ cleanText: true, spaceChinese, stripAccents, lowercase });
  const special: Readonly<Record<string, string | undefined>> = { ...bertSpecialTokens, ...options.special };
  const vocabulary = await learnVocabulary(
    {
      texts,
      *wordsOf(text) {
        for (const stretch of inputTexts(text, undefined, segmenter)[0].stretches)
          for (const { text: word } of bertWords(normalize(new AlignedText(wellFormed(stretch.text)))))
            yield word;
      },
      special: Object.values(special).filter((token) => token !== undefined),
    },
    options,
  );
  const { vocabularySize, minFrequency, limitAlphabet, progress, signal, ...reading } = options;
  return wordPieceTokenizer({ ...reading, vocabulary });
}
