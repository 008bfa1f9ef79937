import { type Encoding, type LabelGenerator, requireKnownOptions, TomoniError } from '@tomoni/spec';
import type { InputTransformOptions } from '../corruption/transform.js';
import { propertyGenerator } from './property-generator.js';

/** What a word list says of a text. */
export type Sentiment = 'negative' | 'neutral' | 'positive';

/** Options of {@link wordListSentiment}. */
export interface WordListSentimentOptions extends InputTransformOptions {
  /** Valence of each word, below 0 for negative ones, such as the AFINN list; compared in lower case. */
  readonly words: Readonly<Record<string, number>>;
  /** A text is positive from this sum of valences on, and negative from its opposite down. Default: any sum that is not 0. */
  readonly threshold?: number;
  /** Language by which texts are cut into words, as a BCP 47 tag. Default `en`. */
  readonly language?: string;
}

type State = { readonly negative: number; readonly neutral: number; readonly positive: number };

/**
 * Labels that say whether a list of words calls a text positive, negative or neither, by the sum of its words' valences, for
 * a classification.
 *
 * Where the main task is sentiment itself, the labels say a good deal about its own, by design. Input: as it is, or with
 * tokens masked, replaced or both.
 *
 * @throws TomoniError `invalid-argument` where the list is empty or holds something else than numbers, where the threshold is
 * not above 0, or the input transform not a legal one
 *
 * @example
 * ```ts
 * import { wordListSentiment } from '@tomoni/labels';
 *
 * const sentiment = wordListSentiment({ words: { good: 3, bad: -3 } });
 * console.log(sentiment.kind); // word-list-sentiment
 * ```
 */
export function wordListSentiment(options: WordListSentimentOptions): LabelGenerator<Sentiment> {
  requireKnownOptions('wordListSentiment()', options, ['words', 'threshold', 'language', 'input', 'rate']);
  const { words, threshold = Number.MIN_VALUE, language = 'en', ...input } = options;
  const valences = new Map(Object.entries(words).map(([word, valence]) => [word.toLowerCase(), valence]));
  checkList(valences, threshold);
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  const sentimentOf = ({ text }: Encoding): Sentiment => {
    let sum = 0;
    for (const { segment } of segmenter.segment(text.toLowerCase())) sum += valences.get(segment) ?? 0;
    if (sum >= threshold) return 'positive';
    return sum <= -threshold ? 'negative' : 'neutral';
  };
  return propertyGenerator<Sentiment, State>({
    kind: 'word-list-sentiment',
    input,
    settings: { language, threshold, words: Object.fromEntries(valences) },
    learn: ({ encodings }) => {
      const counts = { negative: 0, neutral: 0, positive: 0 };
      for (const encoding of encodings) counts[sentimentOf(encoding)]++;
      return counts;
    },
    fits: ({ neutral }) => typeof neutral === 'number',
    label: () => sentimentOf,
    describe: ({ negative, neutral, positive }) => ({
      words: valences.size,
      labels: negative + neutral + positive,
      labelsByClass: { negative, neutral, positive },
      coverage: 1,
    }),
  });
}

function checkList(valences: ReadonlyMap<string, number>, threshold: number): void {
  const wrong = [...valences].find(([, valence]) => !Number.isFinite(valence));
  if (wrong !== undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The valence of the word '${wrong[0]}' is ${wrong[1]}, not a number.`,
    });
  if (valences.size === 0 || !(threshold > 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: valences.size === 0 ? 'The list holds no word.' : `The threshold ${threshold} is not above 0.`,
      remedy: "Give words with their valences, and a 'threshold' above 0.",
    });
}
