import type { GeneratorContext, JsonObject } from '@tomoni/spec';
import type { Analyzer } from '@tomoni/tokenization';
import type { LabelOn } from '../alignment/fit-to-tokens.js';
import { type Misalignment, misalignment } from '../alignment/misalignment.js';
import { checkLanguage, countFamiliar, type Familiarity } from './language.js';
import type { SpanSource } from './span-source.js';

/** What the training part teaches: counts, for people alone. */
export type CorpusFacts = {
  readonly texts: number;
  /** Texts without a tagged word. */
  readonly without: number;
  readonly words: number;
  /** Tagged words by tag. */
  readonly counts: { readonly [tag: string]: number };
  /** Share of the words with a letter that the dictionary does not have. */
  readonly unknown: number;
  /** Tagged words that tokens cross where texts are not split at them. */
  readonly misaligned: Misalignment;
};

/**
 * Counts the words of the training part, and gives notice of what is odd about them.
 *
 * @throws TomoniError `invalid-data` where the texts do not seem to be of the analyser's language
 */
export async function corpusFacts<Tag extends string>(
  { texts, encodings, signal, progress, notice }: GeneratorContext,
  {
    analyzer,
    tags,
    spansOf,
    labelOn,
  }: {
    readonly analyzer: Analyzer;
    readonly tags: readonly Tag[];
    readonly spansOf: SpanSource<Tag>;
    readonly labelOn: LabelOn;
  },
): Promise<CorpusFacts> {
  const familiarity: Familiarity = { words: 0, unknown: 0 };
  let words = 0;
  const spans = await spansOf(texts, {
    signal,
    progress,
    visit: (found) => {
      words += found.length;
      countFamiliar(found, familiarity);
    },
  });
  const warning = checkLanguage(analyzer, familiarity);
  if (warning !== undefined) notice?.(warning);
  const counts: Record<string, number> = Object.fromEntries(tags.map((tag) => [tag, 0]));
  for (const { tag } of spans.flat()) counts[tag] = (counts[tag] as number) + 1;
  if (tags.every((tag) => counts[tag] === 0)) notice?.('no word of the training texts has one of the tags.');
  return {
    texts: texts.length,
    without: spans.filter((own) => own.length === 0).length,
    words,
    counts,
    unknown: familiarity.words === 0 ? 0 : familiarity.unknown / familiarity.words,
    misaligned: misalignment(spans, encodings, labelOn),
  };
}

/** The facts for people: shares beside counts. */
export function describeFacts({ counts, words, misaligned, ...rest }: CorpusFacts): JsonObject {
  const labels = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { count, first } = misaligned;
  return {
    labels,
    labelsByTag: counts,
    words,
    coverage: words === 0 ? 0 : labels / words,
    ...rest,
    misalignedWithoutSegments: {
      count,
      share: labels === 0 ? 0 : count / labels,
      ...(first === undefined ? {} : { first }),
    },
  };
}
