import {
  type Encoding,
  type FittedGenerator,
  type GeneratorContext,
  type Json,
  type JsonObject,
  type LabelGenerator,
  requireKnownOptions,
  type TaggedSpan,
  TomoniError,
} from '@tomoni/spec';
import type { Table } from '@tomoni/statistics';
import { requireOneOf } from '../options/require-one-of.js';
import { textKey } from '../saved/text-key.js';
import { reservedTokens } from '../vocabulary/reserved-tokens.js';
import { type TextClasses, textClasses } from './classes.js';
import { classInventory, corpusInventory, inventoryOf, type NgramInventory } from './inventory.js';
import { type MergeOptions, mergeOptions } from './learn-merges.js';
import { longestMatcher } from './longest-match.js';
import type { NgramMatch, NgramMatcher } from './ngram.js';
import { kind, type NgramMatching, type NgramState, readState } from './ngram-state.js';
import { type NgramTableOptions, ngramTable } from './ngram-table.js';
import { replayMatcher } from './replay.js';
import { COMMON, type NgramScheme, type SharedNgrams, tagOf } from './schemes.js';
import { tokenRanges } from './token-ranges.js';

/** Options of {@link tokenNgrams}. */
export interface TokenNgramsOptions extends MergeOptions {
  /** How an n-gram is labelled. Default `all-phrase`. */
  readonly scheme?: NgramScheme;
  /** Whether merges are learnt from the whole training part or from each class on its own. Default `corpus`. */
  readonly per?: 'corpus' | 'class';
  /** An n-gram belongs to a class in whose training texts it is labelled as often or more often. Default 1. */
  readonly minClassCount?: number;
  /** What becomes of n-grams that classes share, in the scheme `disregard`. Default `outside`. */
  readonly shared?: SharedNgrams;
  /** How n-grams are found in a text. Default `replay`. */
  readonly match?: NgramMatching;
}

/** N-grams that were learnt from the training part. */
export interface FittedTokenNgrams extends FittedGenerator<readonly TaggedSpan[]> {
  /** The most frequent n-grams of each class, and of those that classes share, as a table with a column for each. */
  table(options?: NgramTableOptions): Table;
}

/** A generator of n-gram labels. */
export interface TokenNgramsGenerator extends LabelGenerator<readonly TaggedSpan[]> {
  fit(context: GeneratorContext): Promise<FittedTokenNgrams>;
  restore: (...saved: Parameters<LabelGenerator<unknown>['restore']>) => Promise<FittedTokenNgrams>;
}

type Settings = Required<TokenNgramsOptions>;

/**
 * Labels for token n-gram recognition: frequent n-grams of the model's own tokens, found by merges as byte-pair encoding
 * makes them, as tagged spans.
 *
 * The inventory is learnt from the training part alone, and pairs cross neither texts nor special tokens. A text is
 * labelled by making the merges again, so that n-grams never overlap, or by longest match. An n-gram that lies across
 * tokens sharing one character, as byte-level models make them of an emoji, is not labelled. In all schemes but
 * `all-phrase` the tag of an n-gram depends on the classes of the training texts that it stands in, never on the class of
 * the text at hand, but for `shared: 'documentClass'`, which by definition gives away the class of training texts.
 *
 * With fewer merges than wanted, because no frequent pair is left, a notice and `describe()` say so.
 *
 * Source: Kimura, "Multi-task learning with low-cost auxiliary tasks", subword-based token n-gram recognition.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range; `fit`: `invalid-data` where no pair of tokens is
 * frequent enough, or where a scheme needs classes and the main task has none, `aborted` where its signal fires
 *
 * @example
 * ```ts
 * import { tokenNgrams } from '@tomoni/labels';
 *
 * const ngrams = tokenNgrams({ scheme: 'bit-label', merges: 2000, minCount: 5, maxLength: 6 });
 * console.log(ngrams.kind); // token-ngrams
 * ```
 */
export function tokenNgrams(options: TokenNgramsOptions = {}): TokenNgramsGenerator {
  requireKnownOptions('tokenNgrams()', options, [
    'scheme',
    'per',
    'minClassCount',
    'shared',
    'match',
    'merges',
    'minCount',
    'maxLength',
  ]);
  const settings = checkedSettings(options);
  return {
    kind,
    altersInput: false,
    fit: async (context) =>
      fitted(await learn(context, settings), reservedTokens(context.encoder?.tokenizer?.vocabulary)),
    restore: async (saved, encoder) => {
      const vocabulary = encoder?.tokenizer?.vocabulary;
      return fitted(readState(saved, vocabulary), reservedTokens(vocabulary));
    },
  };
}

function checkedSettings({
  scheme = 'all-phrase',
  per = 'corpus',
  minClassCount = 1,
  shared = 'outside',
  match = 'replay',
  ...merging
}: TokenNgramsOptions): Settings {
  requireOneOf('scheme', scheme, ['all-phrase', 'disregard', 'common-label', 'bit-label']);
  requireOneOf('per', per, ['corpus', 'class']);
  requireOneOf('shared', shared, ['outside', 'documentClass']);
  requireOneOf('match', match, ['replay', 'longest']);
  if (!Number.isSafeInteger(minClassCount) || minClassCount < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The option 'minClassCount' is ${minClassCount}, not a whole number from 1 on.`,
    });
  return { scheme, per, minClassCount, shared, match, ...mergeOptions(merging) };
}

async function learn(context: GeneratorContext, settings: Settings): Promise<NgramState> {
  const { encodings, labels, encoder, signal, progress, notice } = context;
  const { scheme, shared, match, minClassCount, per } = settings;
  const reserved = reservedTokens(encoder?.tokenizer?.vocabulary);
  const classes: TextClasses =
    scheme === 'all-phrase' && per === 'corpus'
      ? { names: [], ofText: new Int32Array(encodings.length).fill(-1) }
      : textClasses(labels);
  if (classes.names.length === 0 && (scheme !== 'all-phrase' || per === 'class'))
    throw withoutClasses(settings);
  checkTags(scheme, classes.names);

  const ranges = encodings.map((encoding) =>
    tokenRanges(encoding, reserved).map(({ start, end }) => encoding.ids.slice(start, end)),
  );
  const control = {
    ...(signal === undefined ? {} : { signal }),
    ...(progress === undefined ? {} : { progress }),
  };
  const inventory =
    per === 'corpus'
      ? await corpusInventory(ranges.flat(), settings, control)
      : await classInventory(
          classes.names.map((_, index) => ranges.filter((_, text) => classes.ofText[text] === index).flat()),
          settings,
          control,
        );
  if (inventory.ngrams.length === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: `No two neighbouring tokens stand side by side ${settings.minCount} times in the training part, so there is no n-gram to learn.`,
      remedy: "Give more texts, or lower 'minCount'.",
    });
  if (inventory.stopped === 'min-count')
    notice?.(
      `the training part allows ${inventory.merges.length} merges, not ${settings.merges}${per === 'class' ? ' in every class' : ''}: no other pair of tokens stands side by side ${settings.minCount} times.`,
    );
  const documents =
    scheme === 'disregard' && shared === 'documentClass' ? documentsOf(encodings, classes) : {};
  return {
    kind,
    scheme,
    shared,
    match,
    minClassCount,
    classes: classes.names,
    merges: inventory.merges,
    stopped: inventory.stopped,
    ...countNgrams(ranges, matcherOf(inventory, match), inventory.ngrams.length, classes.ofText),
    tokens: tokenStrings(encodings, inventory),
    documents,
  };
}

function withoutClasses({ scheme, per }: Settings): TomoniError {
  return new TomoniError({
    code: 'invalid-data',
    what: `${per === 'class' ? 'Merges per class need' : `The scheme '${scheme}' needs`} the classes of the main task, but no training text has one.`,
    remedy: "Label the main task, or use the scheme 'all-phrase' with merges per corpus.",
  });
}

function checkTags(scheme: NgramScheme, classes: readonly string[]): void {
  if (scheme === 'common-label' && classes.includes(COMMON))
    throw new TomoniError({
      code: 'invalid-data',
      what: `A class of the main task is named '${COMMON}', as n-grams are tagged that classes share.`,
      remedy: 'Rename the class.',
    });
}

function matcherOf(
  { merges, ngrams }: Pick<NgramInventory, 'merges' | 'ngrams'>,
  match: NgramMatching,
): NgramMatcher {
  if (match === 'longest') return longestMatcher(ngrams);
  const index = new Map(ngrams.map((tokens, i) => [tokens.join(), i]));
  return replayMatcher(merges, (tokens) => index.get(tokens.join()));
}

function countNgrams(
  texts: readonly (readonly Int32Array[])[],
  match: NgramMatcher,
  size: number,
  classOf: Int32Array,
): Pick<NgramState, 'counts' | 'classCounts' | 'coverage'> {
  const counts = new Array<number>(size).fill(0);
  const classCounts = Array.from({ length: size }, () => new Map<number, number>());
  let tokens = 0;
  let inside = 0;
  texts.forEach((ranges, text) => {
    const own = classOf[text] as number;
    for (const range of ranges) {
      tokens += range.length;
      for (const { start, end, ngram } of match(range)) {
        inside += end - start;
        counts[ngram] = (counts[ngram] as number) + 1;
        const ofClass = classCounts[ngram] as Map<number, number>;
        if (own >= 0) ofClass.set(own, (ofClass.get(own) ?? 0) + 1);
      }
    }
  });
  return {
    counts,
    classCounts: classCounts.map((own) => [...own].sort(([a], [b]) => a - b)),
    coverage: { tokens, inside },
  };
}

function tokenStrings(encodings: readonly Encoding[], { ngrams }: NgramInventory): Record<string, string> {
  const wanted = new Set(ngrams.flat());
  const strings: Record<string, string> = {};
  for (const { ids, tokens } of encodings)
    ids.forEach((id, i) => {
      if (wanted.delete(id)) strings[id] = tokens[i] as string;
    });
  return strings;
}

function documentsOf(encodings: readonly Encoding[], { ofText }: TextClasses): Record<string, number> {
  const documents: Record<string, number> = {};
  encodings.forEach((encoding, text) => {
    const key = textKey(encoding);
    const own = ofText[text] as number;
    documents[key] = documents[key] === undefined || documents[key] === own ? own : -1;
  });
  return documents;
}

function fitted(state: NgramState, reserved: ReadonlySet<number>): FittedTokenNgrams {
  const { classes, classCounts, minClassCount, documents, scheme, shared } = state;
  const inventory = inventoryOf(state);
  const match = matcherOf(inventory, state.match);
  const members = classCounts.map((own) =>
    own.filter(([, count]) => count >= minClassCount).map(([index]) => index),
  );
  const spansOf = (encoding: Encoding): TaggedSpan[] => {
    const own = shared === 'documentClass' ? (documents[textKey(encoding)] ?? -1) : -1;
    return tokenRanges(encoding, reserved).flatMap(({ start, end }) =>
      match(encoding.ids.subarray(start, end)).flatMap((found) => {
        const tag = tagOf(members[found.ngram] as number[], own, { scheme, shared, classes });
        return tag === undefined ? [] : [{ ...spanOf(encoding, start, found), tag }];
      }),
    );
  };
  return {
    redraws: false,
    annotate: async (encodings) => encodings.map((encoding) => ({ label: spansOf(encoding) })),
    describe: () => describe(state, inventory, members),
    toJSON: () => toJson(state),
    table: (options) => ngramTable(state, inventory.ngrams, members, options),
  };
}

/** Where an n-gram stands in the text, without white space at its edges. */
function spanOf({ text, offsets }: Encoding, first: number, { start, end }: NgramMatch) {
  const from = offsets[2 * (first + start)] as number;
  const covered = text.slice(from, offsets[2 * (first + end - 1) + 1]);
  const trimmed = covered.trimStart();
  const begin = from + covered.length - trimmed.length;
  return { start: begin, end: begin + trimmed.trimEnd().length };
}

function describe(
  state: NgramState,
  { ngrams }: NgramInventory,
  members: readonly (readonly number[])[],
): JsonObject {
  const { scheme, shared, match, classes, merges, stopped, counts, coverage } = state;
  const labelled = counts.reduce((sum, count) => sum + count, 0);
  const tags: Record<string, number> = {};
  members.forEach((own, ngram) => {
    const tag = tagOf(own, -1, { scheme, shared: 'outside', classes }) ?? 'outside';
    tags[tag] = (tags[tag] ?? 0) + (counts[ngram] as number);
  });
  return {
    kind,
    scheme,
    ...(scheme === 'disregard' ? { shared } : {}),
    match,
    merges: merges.length,
    stopped,
    ngrams: ngrams.length,
    longest: ngrams.reduce((most, { length }) => Math.max(most, length), 0),
    ...(classes.length === 0 ? {} : { classes }),
    sharedNgrams: members.filter(({ length }) => length > 1).length,
    labels: labelled,
    labelsByTag: tags,
    coverage: coverage.tokens === 0 ? 0 : coverage.inside / coverage.tokens,
  };
}

function toJson(state: NgramState): Json {
  return { ...state, merges: state.merges.map((merge) => ({ ...merge })), coverage: { ...state.coverage } };
}
