import {
  type Encoding,
  type FittedGenerator,
  type GeneratorContext,
  type Json,
  type JsonObject,
  type LabelGenerator,
  type TaggedSpan,
  TomoniError,
} from '@tomoni/spec';
import { type Analyzer, type AnalyzerLanguage, type Morpheme, restoreAnalyzer } from '@tomoni/tokenization';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { fitToTokens, type LabelOn } from './fit-to-tokens.js';
import { analyzerFor, checkLanguage, countFamiliar, type Familiarity } from './language.js';
import { SpanMemory } from './span-memory.js';

/** Options of generators that tag words by a morphological analyser. */
export interface WordTaggingOptions {
  /** Language of the texts. */
  readonly language: AnalyzerLanguage;
  /** Finds the words and their parts of speech. Default: `kuromoji()` for Japanese, `wink()` for English. */
  readonly analyzer?: Analyzer;
  /** Whether texts are split at the edges of the tagged words before they are tokenized, so that no token crosses one. Default `true`. */
  readonly segment?: boolean;
  /** Which tokens carry a label where texts are not split so: `all` that begin in a word, or the `first` of every word of the tokenizer. Default `all`. */
  readonly labelOn?: LabelOn;
}

/** A generator whose labels are tagged words. */
export interface WordTaggingGenerator<Tag extends string> extends LabelGenerator<readonly TaggedSpan<Tag>[]> {
  /** The tags, in the order of a head's outputs. */
  readonly tags: readonly Tag[];
  /** Which tokens carry a label; the head needs the same. */
  readonly labelOn: LabelOn;
}

/** What tells one generator of this family from another. */
export interface WordTagging<Tag extends string> extends WordTaggingOptions {
  readonly kind: string;
  readonly tags: readonly Tag[];
  readonly tagOf: (word: Morpheme) => Tag | undefined;
  /** Further options, which a saved generator has to have been made with. */
  readonly settings: JsonObject;
}

/** What the training part teaches: counts, for people alone. */
type Facts = {
  readonly texts: number;
  /** Texts without a tagged word. */
  readonly without: number;
  readonly words: number;
  readonly counts: { readonly [tag: string]: number };
  /** Share of the words with a letter that the dictionary does not have. */
  readonly unknown: number;
  readonly misaligned: Misaligned;
};

/** Tagged words whose edges are not those of tokens, where texts are not split at them. */
type Misaligned = { readonly count: number; readonly first?: JsonObject };

type Saved = { readonly settings: JsonObject; readonly analyzer: JsonObject; readonly learnt: Facts };

/** Makes a generator of spans out of an analyser's words. */
export function wordTagging<Tag extends string>(tagging: WordTagging<Tag>): WordTaggingGenerator<Tag> {
  const { kind, tags, language, segment = true, labelOn = 'all' } = tagging;
  const analyzer = analyzerFor(language, tagging.analyzer);
  const settings: JsonObject = { language, segment, labelOn, ...tagging.settings };
  if (segment && labelOn === 'first')
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'With labels on the first tokens of words alone, texts are not split at the tagged words.',
      remedy: "Give 'segment: false', or leave 'labelOn' out.",
    });
  return {
    kind,
    tags,
    labelOn,
    altersInput: false,
    async fit(context) {
      const source = spanSource(tagging, analyzer);
      return fitted(await learn(context, source, tagging, analyzer), source, tagging, settings, analyzer);
    },
    async restore(saved: Json) {
      const { learnt, analyzer: made } = readSavedGenerator<Saved>(
        kind,
        saved,
        ({ settings: found, learnt }) =>
          JSON.stringify(found) === JSON.stringify(settings) && typeof learnt === 'object' && learnt !== null,
      );
      const restored = tagging.analyzer ?? restoreAnalyzer(made);
      return fitted(learnt, spanSource(tagging, restored), tagging, settings, restored);
    },
  };
}

/** Gives the tagged words of texts, and remembers them. */
interface SpanSource<Tag extends string> {
  spansOf(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal; readonly progress?: (done: number, total: number) => void },
    visit?: (words: readonly Morpheme[]) => void,
  ): Promise<TaggedSpan<Tag>[][]>;
}

/** Texts that are analysed at a time: their words take memory. */
const chunk = 256;

function spanSource<Tag extends string>(
  { tags, tagOf }: WordTagging<Tag>,
  analyzer: Analyzer,
): SpanSource<Tag> {
  const memory = new SpanMemory(tags);
  return {
    async spansOf(texts, { signal, progress } = {}, visit) {
      const spans: TaggedSpan<Tag>[][] = [];
      for (let start = 0; start < texts.length; start += chunk) {
        const part = texts.slice(start, start + chunk);
        const wanted = visit === undefined ? [...new Set(part.filter((text) => !memory.has(text)))] : part;
        const analysed = await analyzer.analyze(wanted, signal === undefined ? {} : { signal });
        const fresh = new Map<string, TaggedSpan<Tag>[]>();
        analysed.forEach((words, i) => {
          visit?.(words);
          const tagged = words.flatMap((word) => {
            const tag = tagOf(word);
            return tag === undefined ? [] : [{ start: word.start, end: word.end, tag }];
          });
          fresh.set(wanted[i] as string, tagged);
        });
        for (const text of part) spans.push(fresh.get(text) ?? memory.get(text) ?? []);
        for (const [text, tagged] of fresh) memory.set(text, tagged);
        progress?.(Math.min(start + chunk, texts.length), texts.length);
      }
      return spans;
    },
  };
}

async function learn<Tag extends string>(
  { texts, encodings, signal, progress, notice }: GeneratorContext,
  source: SpanSource<Tag>,
  { tags, labelOn = 'all' }: WordTagging<Tag>,
  analyzer: Analyzer,
): Promise<Facts> {
  const familiarity: Familiarity = { words: 0, unknown: 0 };
  let words = 0;
  const control = {
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  };
  const spans = await source.spansOf(texts, control, (found) => {
    words += found.length;
    countFamiliar(found, familiarity);
  });
  const warning = checkLanguage(analyzer, familiarity);
  if (warning !== undefined) notice?.(warning);
  const counts: Record<string, number> = Object.fromEntries(tags.map((tag) => [tag, 0]));
  for (const { tag } of spans.flat()) counts[tag] = (counts[tag] as number) + 1;
  const missing = tags.filter((tag) => counts[tag] === 0);
  if (missing.length === tags.length) notice?.('no word of the training texts has one of the tags.');
  const misaligned = encodings.map((encoding, i) => ({
    encoding,
    spans: fitToTokens(spans[i] as TaggedSpan<Tag>[], encoding, labelOn).misaligned,
  }));
  const shown = misaligned.find((text) => text.spans.length > 0);
  return {
    texts: texts.length,
    without: spans.filter((own) => own.length === 0).length,
    words,
    counts,
    unknown: familiarity.words === 0 ? 0 : familiarity.unknown / familiarity.words,
    misaligned: {
      count: misaligned.reduce((sum, text) => sum + text.spans.length, 0),
      ...(shown === undefined ? {} : { first: example(shown.spans[0] as TaggedSpan, shown.encoding) }),
    },
  };
}

/** A span with the tokens that it does not fit. */
function example(
  { start, end, tag }: TaggedSpan,
  { text, tokens, offsets, special, sequenceIds }: Encoding,
): JsonObject {
  const touched = tokens.filter(
    (_, i) =>
      special[i] === 0 &&
      sequenceIds[i] === 0 &&
      (offsets[2 * i] as number) < end &&
      (offsets[2 * i + 1] as number) > start,
  );
  return {
    text: text.slice(Math.max(0, start - 20), end + 20),
    span: text.slice(start, end),
    tag,
    tokens: touched,
  };
}

function fitted<Tag extends string>(
  learnt: Facts,
  source: SpanSource<Tag>,
  { kind, segment = true, labelOn = 'all' }: WordTagging<Tag>,
  settings: JsonObject,
  analyzer: Analyzer,
): FittedGenerator<readonly TaggedSpan<Tag>[]> {
  return {
    redraws: false,
    ...(segment
      ? {
          segments: async (texts: readonly string[]) =>
            (await source.spansOf(texts)).map((spans) => spans.map(({ start, end }) => ({ start, end }))),
        }
      : {}),
    async annotate(encodings) {
      const spans = await source.spansOf(encodings.map(({ text }) => text));
      return encodings.map((encoding, i) => ({
        label: fitToTokens(spans[i] as TaggedSpan<Tag>[], encoding, labelOn).spans,
      }));
    },
    describe: () => describe(kind, learnt, settings, analyzer),
    toJSON: () => ({ kind, settings, analyzer: analyzer.toJSON(), learnt }),
  };
}

function describe(
  kind: string,
  { counts, words, misaligned, ...rest }: Facts,
  settings: JsonObject,
  analyzer: Analyzer,
): JsonObject {
  const labels = Object.values(counts).reduce((sum, count) => sum + count, 0);
  const { count, first } = misaligned;
  return {
    kind,
    ...settings,
    analyzer: analyzer.toJSON(),
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
