import {
  type FittedGenerator,
  type Json,
  type JsonObject,
  type LabelGenerator,
  type TaggedSpan,
  TomoniError,
} from '@tomoni/spec';
import { type Analyzer, type AnalyzerLanguage, type Morpheme, restoreAnalyzer } from '@tomoni/tokenization';
import { fitToTokens, type LabelOn } from '../alignment/fit-to-tokens.js';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { type CorpusFacts, corpusFacts, describeFacts } from './corpus-facts.js';
import { analyzerFor } from './language.js';
import { type SpanSource, spanSource } from './span-source.js';

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

type Saved = {
  readonly settings: JsonObject;
  readonly analyzer: JsonObject;
  readonly learnt: CorpusFacts;
};

/** Makes a generator of spans out of an analyser's words. */
export function wordTagging<Tag extends string>(tagging: WordTagging<Tag>): WordTaggingGenerator<Tag> {
  const { kind, tags, tagOf, language, segment = true, labelOn = 'all' } = tagging;
  const analyzer = analyzerFor(language, tagging.analyzer);
  if (segment && labelOn === 'first')
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'With labels on the first tokens of words alone, texts are not split at the tagged words.',
      remedy: "Give 'segment: false', or leave 'labelOn' out.",
    });
  const made = { kind, segment, labelOn, settings: { language, segment, labelOn, ...tagging.settings } };
  return {
    kind,
    tags,
    labelOn,
    altersInput: false,
    async fit(context) {
      const spansOf = spanSource(analyzer, tags, tagOf);
      const learnt = await corpusFacts(context, { analyzer, tags, spansOf, labelOn });
      return fitted({ ...made, analyzer, spansOf, learnt });
    },
    async restore(saved: Json) {
      const state = readSavedGenerator<Saved>(
        kind,
        saved,
        ({ settings, learnt }) =>
          JSON.stringify(settings) === JSON.stringify(made.settings) &&
          typeof learnt === 'object' &&
          learnt !== null,
      );
      const restored = tagging.analyzer ?? restoreAnalyzer(state.analyzer);
      const spansOf = spanSource(restored, tags, tagOf);
      return fitted({ ...made, analyzer: restored, spansOf, learnt: state.learnt });
    },
  };
}

/** All that a fitted generator of this family is made of. */
interface FittedTagging<Tag extends string> {
  readonly kind: string;
  readonly segment: boolean;
  readonly labelOn: LabelOn;
  readonly settings: JsonObject;
  readonly analyzer: Analyzer;
  readonly spansOf: SpanSource<Tag>;
  readonly learnt: CorpusFacts;
}

function fitted<Tag extends string>(
  tagging: FittedTagging<Tag>,
): FittedGenerator<readonly TaggedSpan<Tag>[]> {
  const { kind, segment, labelOn, settings, analyzer, spansOf, learnt } = tagging;
  const segments = async (texts: readonly string[]) =>
    (await spansOf(texts)).map((spans) => spans.map(({ start, end }) => ({ start, end })));
  return {
    redraws: false,
    ...(segment ? { segments } : {}),
    async annotate(encodings) {
      const spans = await spansOf(encodings.map(({ text }) => text));
      return encodings.map((encoding, i) => ({
        label: fitToTokens(spans[i] as TaggedSpan<Tag>[], encoding, labelOn).spans,
      }));
    },
    describe: () => ({ kind, ...settings, analyzer: analyzer.toJSON(), ...describeFacts(learnt) }),
    toJSON: () => ({ kind, settings, analyzer: analyzer.toJSON(), learnt }),
  };
}
