import {
  type Encoding,
  type FittedHead,
  type Head,
  type HeadContext,
  type HeadModule,
  type LabelBatch,
  type Positions,
  requireKnownOptions,
  type TaggedSpan,
  TomoniError,
} from '@tomoni/spec';
import { isWeight, type PerClass, perClass } from '../inventory/class-weights.js';
import { inventory, learnNames, requireNames } from '../inventory/inventory.js';
import { labelled, requireLabels } from '../inventory/labelled.js';
import { requireSameNames } from '../inventory/requirements.js';
import type { Unguessed } from '../inventory/unguessed.js';
import { logitRows } from '../layers/logit-rows.js';
import { readout } from '../layers/readout.js';
import { type ClassTargets, classTargets } from '../losses/class-targets.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import { requireChoice, requireOption, requireSmoothing } from '../options/checks.js';
import { type Place, positionsOf, requirePositions } from '../positions/positions.js';
import { rowLookup } from '../positions/row-lookup.js';
import { logSoftmax } from '../probabilities/probabilities.js';
import { list, number, oneOf, readSaved, text } from '../saved/saved.js';
import { align } from './alignment.js';
import { decodeSpans } from './decoding.js';
import { stateCount } from './iob2.js';
import { checkSpans } from './span-label.js';
import { type TokenTaggingScores, tokenTaggingMeter } from './token-tagging-meter.js';
import { type LabelOn, unitsOf } from './units.js';

/** Options of {@link tokenTagging}. */
export interface TokenTaggingOptions<Tag extends string = string> {
  /** The tags, in the order of the outputs. Default: those of the training part, sorted. */
  readonly tags?: readonly Tag[];
  /**
   * Which tokens carry a label: `all`, or the `first` of every word, whose label then stands for the whole word. Default
   * `all`, which also serves languages written without spaces.
   */
  readonly labelOn?: LabelOn;
  /** How much a token in a span counts in the loss, by tag; 1 where it is not named. */
  readonly classWeights?: PerClass<Unguessed<Tag>>;
  /** How much a token outside all spans counts in the loss. Default 1. */
  readonly outsideWeight?: number;
  /** Share of the target that is spread evenly over all IOB2 labels, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
}

/** A head that finds tagged spans. */
export type TokenTaggingHead<Tag extends string> = Head<
  readonly TaggedSpan<Tag>[],
  readonly TaggedSpan<Tag>[],
  TokenTaggingScores<Tag>
>;

type State<Tag extends string> = {
  readonly tags: readonly Tag[];
  readonly labelOn: LabelOn;
  /** Weight of each IOB2 label. */
  readonly weights: readonly number[];
  readonly labelSmoothing: number;
};

const kind = 'token-tagging';
const places = ['all', 'first'] as const;
const noun = 'tag';
const reads = { over: 'tokens' } as const;

/**
 * A head that finds tagged spans, such as names or parts of speech: an IOB2 label per token of the text (of a pair, its
 * first text) by softmax and cross entropy. The loss is divided by the sum of the weights of the labelled tokens.
 *
 * Predictions come from the most likely legal sequence of labels, so an inside label never stands without its begin;
 * the probability of a span is that of exactly its edges and tag among all legal sequences. In a window of a long text,
 * labels are learnt on the tokens that the window answers for, and a span is reported by the window that answers for
 * its first token.
 *
 * @throws TomoniError `invalid-argument` where tags, weights or smoothing are out of range or do not fit together
 *
 * @example
 * ```ts
 * import { tokenTagging } from '@tomoni/heads';
 *
 * const names = tokenTagging({ tags: ['person', 'place'] });
 * const fitted = names.fit([[{ start: 0, end: 5, tag: 'person' }], []]);
 * console.log(fitted.check([{ start: 3, end: 3, tag: 'place' }])); // The span from 3 to 3 (place) is empty.
 * ```
 */
export function tokenTagging<const Tag extends string = string>(
  options: TokenTaggingOptions<Tag> = {},
): TokenTaggingHead<Tag> {
  requireKnownOptions('tokenTagging()', options, [
    'tags',
    'labelOn',
    'classWeights',
    'outsideWeight',
    'labelSmoothing',
  ]);
  const { tags: given, labelOn = 'all', labelSmoothing = 0, outsideWeight = 1 } = options;
  requireChoice(labelOn, places, 'place of labels');
  requireSmoothing(labelSmoothing);
  stateWeights({ outsideWeight }, []);
  if (given !== undefined) {
    requireNames(given, noun, 1);
    stateWeights(options, given);
  }
  return {
    kind,
    reads,
    fit(column) {
      const known = given && inventory(given, noun);
      const present = labelled(column, (spans) => checkSpans(spans, known));
      const tags =
        given ??
        learnNames(
          present.flatMap((spans) => spans.map(({ tag }) => tag)),
          noun,
        );
      requireSomeTag(tags);
      return fitted({ tags, labelOn, weights: stateWeights(options, tags), labelSmoothing });
    },
    restore(saved) {
      const state = readSaved<State<string>>(kind, saved, {
        tags: list(text),
        labelOn: oneOf<LabelOn>(...places),
        weights: list(number),
        labelSmoothing: number,
      });
      requireSameNames(given, state.tags, noun);
      return fitted(state as State<Tag>);
    },
  };
}

function stateWeights(
  { classWeights = {}, outsideWeight = 1 }: TokenTaggingOptions,
  tags: readonly string[],
): number[] {
  requireOption(isWeight(outsideWeight), `The outside weight ${outsideWeight} is not a number from 0 on.`);
  const ofTags = perClass(classWeights, tags, 1, { noun, what: 'class weight', inRange: isWeight });
  return [outsideWeight, ...ofTags.flatMap((weight) => [weight, weight])];
}

function requireSomeTag(tags: readonly string[]): void {
  if (tags.length > 0) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: 'No text of the training part has a tagged span, so there is nothing to tell apart.',
    remedy: 'Check the label column, or list the tags.',
  });
}

function fitted<Tag extends string>(
  state: State<Tag>,
): FittedHead<readonly TaggedSpan<Tag>[], readonly TaggedSpan<Tag>[], TokenTaggingScores<Tag>> {
  const known = inventory(state.tags, noun);
  return {
    kind,
    reads,
    score: { name: 'f1', better: 'higher' },
    check: (spans) => checkSpans(spans, known),
    build: (context) => build(state, context),
    toJSON: () => ({ kind, ...state }),
  };
}

interface TokenTaggingBatch extends LabelBatch, ClassTargets {
  readonly positions: Positions;
}

function build<Tag extends string>(
  { tags, labelOn, weights, labelSmoothing: smoothing }: State<Tag>,
  context: HeadContext,
): HeadModule<
  readonly TaggedSpan<Tag>[],
  readonly TaggedSpan<Tag>[],
  TokenTaggingScores<Tag>,
  TokenTaggingBatch
> {
  const known = inventory(tags, noun);
  return {
    ...readout(context, stateCount(tags.length)),
    collate(labels, encodings) {
      requireLabels(labels, (spans) => checkSpans(spans, known));
      const places: Place[] = [];
      const classes: number[] = [];
      labels.forEach((spans, row) => {
        if (spans === undefined) return;
        const encoding = encodings[row] as Encoding;
        const units = unitsOf(encoding, labelOn);
        const { states } = align(spans, units, encoding, known.indexOf);
        units.forEach(({ column, owned }, index) => {
          if (!owned) return;
          places.push({ row, column });
          classes.push(states[index] as number);
        });
      });
      return { ...classTargets(classes, { weights, smoothing }), positions: positionsOf(places) };
    },
    positions: (encodings) =>
      positionsOf(
        encodings.flatMap((encoding, row) =>
          unitsOf(encoding, labelOn).map(({ column }) => ({ row, column })),
        ),
      ),
    loss: (logits, { targets }) => crossEntropy(logits, targets),
    async decode(logits, encodings, positions) {
      const rows = await logitRows(logits, context.task);
      const rowAt = rowLookup(rows, requirePositions(positions, rows.length, context.task), context.task);
      return encodings.map((encoding, row) => {
        const units = unitsOf(encoding, labelOn);
        const scores = units.map(({ column }) => logSoftmax(rowAt(row, column)));
        return decodeSpans(scores, units, tags);
      });
    },
    meter: () => tokenTaggingMeter(tags, labelOn),
  };
}
