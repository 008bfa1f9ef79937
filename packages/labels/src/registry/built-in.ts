import type { JsonObject, LabelGenerator } from '@tomoni/spec';
import { noise } from '../controls/noise.js';
import { shuffledLabels } from '../controls/shuffled-labels.js';
import { permutedText } from '../corruption/permuted-text.js';
import { replacedText } from '../corruption/replaced-text.js';
import { sentenceOrder } from '../corruption/sentence-order.js';
import { type L3MaskingOptions, l3Masking } from '../masking/l3-masking.js';
import { randomMasking } from '../masking/random-masking.js';
import { spanMasking } from '../masking/span-masking.js';
import { wholeWordMasking } from '../masking/whole-word-masking.js';
import { tokenNgrams } from '../ngrams/token-ngrams.js';
import { type ContentWordsOptions, contentWords } from '../parts-of-speech/content-words.js';
import { partsOfSpeech } from '../parts-of-speech/parts-of-speech.js';
import type { TagChoice } from '../parts-of-speech/word-classes.js';
import { capitalisation } from '../properties/capitalisation.js';
import { tfIdf } from '../properties/tf-idf.js';
import { wordListSentiment } from '../properties/word-list-sentiment.js';
import type { MaskedLanguageModel } from '../pseudo-likelihood/masked-predictor.js';
import { taggedSpans } from '../tagged-spans/tagged-spans.js';
import { absentHead } from './absent-head.js';
import type { GeneratorKind } from './generator-kind.js';

/** The options that a generator was saved with. */
function optionsIn<Options>({ settings = {} }: JsonObject): Options {
  return settings as Options;
}

/** Makes a generator of its saved options; whatever else was saved is for its `restore`. */
function entry<Options>(kind: string, make: (options: Options) => LabelGenerator<unknown>): GeneratorKind {
  return { kind, make: (saved: JsonObject) => make(optionsIn(saved)) };
}

/** The generators of this package. */
export const builtIn: readonly GeneratorKind[] = [
  entry('random-masking', randomMasking),
  entry('whole-word-masking', wholeWordMasking),
  entry('span-masking', spanMasking),
  {
    kind: 'l3-masking',
    make: (saved: JsonObject, head: MaskedLanguageModel = absentHead) =>
      l3Masking({ ...optionsIn<Omit<L3MaskingOptions, 'head'>>(saved), head }),
  },
  entry('token-ngrams', () => tokenNgrams()),
  entry('content-words', (options: ContentWordsOptions<TagChoice>) => contentWords(options)),
  entry('parts-of-speech', partsOfSpeech),
  entry('tagged-spans', () => taggedSpans([])),
  entry('capitalisation', capitalisation),
  entry('tf-idf', tfIdf),
  entry('word-list-sentiment', wordListSentiment),
  entry('noise', () => noise()),
  entry('shuffled-labels', () => shuffledLabels()),
  entry('sentence-order', sentenceOrder),
  entry('permuted-text', permutedText),
  entry('replaced-text', replacedText),
];
