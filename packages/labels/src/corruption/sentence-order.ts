import { type Encoding, type LabelGenerator, type Rng, requireKnownOptions } from '@tomoni/spec';
import { detection } from './detection.js';
import type { InputTransform } from './legality.js';
import { aroundWords, reorderTokens, textWords } from './permute-words.js';

/** Options of {@link sentenceOrder}. */
export interface SentenceOrderOptions {
  /** Share of the texts, in (0, 1), whose parts change places. Default 0.5. */
  readonly altered?: number;
  /** Language by which texts are cut into sentences, as a BCP 47 tag. Default `en`. */
  readonly language?: string;
  /** What is done to altered texts: `reorder` is the one legal transform. */
  readonly input?: InputTransform;
}

/**
 * Labels that say whether the parts of a text stand in their order: in some texts what stands before and after the beginning
 * of a sentence changes places, in a text of one sentence what stands before and after the beginning of a word. Drawn anew in
 * each epoch. A text of a single word stays `original`.
 *
 * Source: sentence-order prediction of Lan et al., "ALBERT: a lite BERT for self-supervised learning of language
 * representations", ICLR 2020, without a separator between the parts.
 *
 * @throws TomoniError `invalid-argument` where the share is out of range, or the input transform not a legal one
 *
 * @example
 * ```ts
 * import { sentenceOrder } from '@tomoni/labels';
 *
 * console.log(sentenceOrder({ language: 'ja' }).kind); // sentence-order
 * ```
 */
export function sentenceOrder(options: SentenceOrderOptions = {}): LabelGenerator<'original' | 'swapped'> {
  requireKnownOptions('sentenceOrder()', options, ['altered', 'language', 'input']);
  const { altered = 0.5, language = 'en', input = 'reorder' } = options;
  const segmenter = new Intl.Segmenter(language, { granularity: 'sentence' });
  return detection({
    kind: 'sentence-order',
    output: 'order',
    input,
    label: 'swapped',
    altered,
    settings: { language },
    alter: () => (encoding, rng) => swapParts(encoding, segmenter, rng),
  });
}

function swapParts(encoding: Encoding, segmenter: Intl.Segmenter, rng: Rng): Encoding | undefined {
  const words = textWords(encoding);
  if (words.length < 2) return undefined;
  const starts = words.map(([first]) => encoding.offsets[2 * (first as number)] as number);
  const sentences = [...segmenter.segment(encoding.text)].map(({ index }) => index);
  const cuts = sentences
    .map((index) => starts.findIndex((start) => start >= index))
    .filter((word, i, all) => word > 0 && word !== all[i - 1]);
  const cut =
    cuts.length > 0 ? (cuts[rng.integer(cuts.length)] as number) : 1 + rng.integer(words.length - 1);
  const order = [...words.slice(cut), ...words.slice(0, cut)].flat();
  return reorderTokens(encoding, aroundWords(encoding, order));
}
