import {
  type FittedGenerator,
  type LabelGenerator,
  type RowsOf,
  requireKnownOptions,
  type TaggedSpan,
  TomoniError,
} from '@tomoni/spec';
import { fitToTokens, type LabelOn } from '../alignment/fit-to-tokens.js';
import { type Misalignment, misalignment } from '../alignment/misalignment.js';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { textKey } from '../saved/text-key.js';

/** A text with tags of one's own, such as `readConllu` and `readIob2` of `@tomoni/data` give. */
export interface TaggedText<Tag extends string = string> {
  readonly text: string;
  readonly spans: readonly TaggedSpan<Tag>[];
}

/** Options of {@link taggedSpans}. */
export interface TaggedSpansOptions {
  /** Which tokens carry a label: `all` that begin in a span, or the `first` of every word of the tokenizer. Default `all`. */
  readonly labelOn?: LabelOn;
}

/** Spans as they are saved: start, end and index of the tag of each, by the key of their text. */
type Saved = {
  readonly labelOn: LabelOn;
  readonly tags: readonly string[];
  readonly spans: { readonly [text: string]: readonly number[] };
  readonly misaligned: Misalignment;
};

const kind = 'tagged-spans';

/**
 * Labels that are given, as tagged spans by text: those of a CoNLL-U or IOB2 file, laid over the tokens of the model. A token
 * belongs to the span it begins in; `describe()` counts the spans whose edges are not those of tokens, with the first.
 *
 * Texts are told by what they say, so equal texts need equal tags. Texts that are new in prediction have no tags, so they are
 * not split at spans either: see `contentWords` for that.
 *
 * @throws TomoniError `invalid-data` where a text stands there twice with different tags; `annotate`: where a text has none
 *
 * @example
 * ```ts
 * import { taggedSpans } from '@tomoni/labels';
 *
 * const names = taggedSpans([{ text: 'Rain in Paris', spans: [{ start: 8, end: 13, tag: 'place' }] }]);
 * console.log(names.kind); // tagged-spans
 * ```
 */
export function taggedSpans<Tag extends string>(
  rows: RowsOf<TaggedText<Tag>>,
  options: TaggedSpansOptions = {},
): LabelGenerator<readonly TaggedSpan<Tag>[]> {
  requireKnownOptions('taggedSpans()', options, ['labelOn']);
  const { labelOn = 'all' } = options;
  const tags = [...new Set(Array.from(rows, ({ spans }) => spans.map(({ tag }) => tag)).flat())].sort();
  const spans = pack(rows, tags);
  return {
    kind,
    altersInput: false,
    fit: async ({ encodings }) =>
      fitted({
        labelOn,
        tags,
        spans,
        misaligned: misalignment(
          encodings.map(({ text }) => spansIn(text, tags, spans) ?? []),
          encodings,
          labelOn,
        ),
      }),
    restore: async (saved) => {
      const { labelOn, tags, spans, misaligned } = readSavedGenerator<Saved>(
        kind,
        saved,
        (state) => Array.isArray(state.tags) && typeof state.spans === 'object' && state.spans !== null,
      );
      return fitted({ labelOn, tags: tags as readonly Tag[], spans, misaligned });
    },
  };
}

function pack(rows: RowsOf<TaggedText>, tags: readonly string[]): Record<string, number[]> {
  const packed: Record<string, number[]> = {};
  let row = 0;
  for (const { text, spans } of rows) {
    const key = textKey({ text });
    const own = spans.flatMap(({ start, end, tag }) => [start, end, tags.indexOf(tag)]);
    const known = packed[key];
    if (known !== undefined && known.join() !== own.join())
      throw new TomoniError({
        code: 'invalid-data',
        what: `The text '${text.slice(0, 60)}' stands there twice, with different tags.`,
        where: { row },
        remedy: 'Give each text the same tags, or keep one of its rows.',
      });
    packed[key] = own;
    row++;
  }
  return packed;
}

function spansIn<Tag extends string>(
  text: string,
  tags: readonly Tag[],
  packed: Saved['spans'],
): TaggedSpan<Tag>[] | undefined {
  const own = packed[textKey({ text })];
  if (own === undefined) return undefined;
  return Array.from({ length: own.length / 3 }, (_, i) => ({
    start: own[3 * i] as number,
    end: own[3 * i + 1] as number,
    tag: tags[own[3 * i + 2] as number] as Tag,
  }));
}

function fitted<Tag extends string>(
  state: Omit<Saved, 'tags'> & { readonly tags: readonly Tag[] },
): FittedGenerator<readonly TaggedSpan<Tag>[]> {
  const { labelOn, tags, spans, misaligned } = state;
  const all = Object.values(spans);
  const labels = all.reduce((sum, own) => sum + own.length / 3, 0);
  return {
    redraws: false,
    annotate: async (encodings) =>
      encodings.map((encoding) => {
        const own = spansIn(encoding.text, tags, spans);
        if (own === undefined)
          throw new TomoniError({
            code: 'invalid-data',
            what: `The text '${encoding.text.slice(0, 60)}' has no tags.`,
            remedy:
              'Give tags for the texts of all parts, validation too, or leave the task out where it is scored.',
          });
        return { label: fitToTokens(own, encoding, labelOn).spans };
      }),
    describe: () => ({
      kind,
      labelOn,
      texts: all.length,
      without: all.filter(({ length }) => length === 0).length,
      labels,
      labelsByTag: Object.fromEntries(
        tags.map((tag, index) => [
          tag,
          all.reduce((sum, own) => sum + own.filter((value, i) => i % 3 === 2 && value === index).length, 0),
        ]),
      ),
      misaligned: { ...misaligned, share: labels === 0 ? 0 : misaligned.count / labels },
    }),
    toJSON: () => ({ kind, labelOn, tags, spans, misaligned }),
  };
}
