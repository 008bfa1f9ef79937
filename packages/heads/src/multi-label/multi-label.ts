import {
  type FittedHead,
  type Head,
  type HeadContext,
  type HeadModule,
  type LabelBatch,
  type Pooling,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import { byLabel } from '../inventory/by-label.js';
import { isWeight, type PerClass, perClass } from '../inventory/class-weights.js';
import { inventory, learnNames, requireNames } from '../inventory/inventory.js';
import { labelled, requireLabels } from '../inventory/labelled.js';
import { requireSameNames } from '../inventory/requirements.js';
import type { Unguessed } from '../inventory/unguessed.js';
import { quoted } from '../inventory/wording.js';
import { logitRows } from '../layers/logit-rows.js';
import { readout } from '../layers/readout.js';
import { type BinaryTargets, binaryCrossEntropy } from '../losses/binary-cross-entropy.js';
import { isProbability, requireSmoothing, requireThreshold } from '../options/checks.js';
import { type PoolingOption, readsTexts, savedPooling } from '../options/pooling.js';
import { sigmoid } from '../probabilities/probabilities.js';
import { list, number, readSaved, text } from '../saved/saved.js';
import { checkLabelSet } from './label-set.js';
import { labelSetTargets } from './label-set-targets.js';
import { type MultiLabelScores, multiLabelMeter } from './multi-label-meter.js';

/** Options of {@link multiLabel}. */
export interface MultiLabelOptions<Label extends string = string> extends PoolingOption {
  /** The labels, in the order of the outputs. Default: those of the training part, sorted. */
  readonly labels?: readonly Label[];
  /** Smallest probability, in [0, 1], at which a label is given: one for all, or by name. Default 0.5. */
  readonly threshold?: number | PerClass<Unguessed<Label>>;
  /**
   * How much a text that has the label counts against one that has not, by name; 1 where it is not named. `balanced`
   * takes the number of texts without the label over the number of those with it.
   */
  readonly positiveWeights?: 'balanced' | PerClass<Unguessed<Label>>;
  /** How far the targets 0 and 1 are moved towards ½: `ε` gives `ε/2` and `1 − ε/2`. In [0, 1). Default 0. */
  readonly labelSmoothing?: number;
}

/** What a multi-label classification answers for one text. */
export type MultiLabelPrediction<Label extends string> = {
  /** The labels that the text is given, in the order of the head's labels. */
  readonly labels: readonly Label[];
  /** The probability of every label, by name. */
  readonly probabilities: Readonly<Record<Label, number>>;
};

/** A head that gives each text any number of labels. */
export type MultiLabelHead<Label extends string> = Head<
  readonly Label[],
  MultiLabelPrediction<Label>,
  MultiLabelScores<Label>
>;

type State<Label extends string> = {
  readonly pooling: Pooling;
  readonly labels: readonly Label[];
  readonly thresholds: readonly number[];
  readonly positiveWeights: readonly number[];
  readonly labelSmoothing: number;
};

const kind = 'multi-label';
const noun = 'label';

/**
 * A head that gives each text any number of labels: one yes-or-no decision per label, with binary cross entropy over
 * the vector of the text.
 *
 * The loss of a text is the mean over the labels, so that its mean over texts is PyTorch's
 * `BCEWithLogitsLoss(pos_weight)`. A label is a list without repetitions; the empty list is a label too.
 *
 * @throws TomoniError `invalid-argument` where labels, thresholds, weights or smoothing are out of range or do not fit together
 *
 * @example
 * ```ts
 * import { multiLabel } from '@tomoni/heads';
 *
 * const topics = multiLabel({ labels: ['sport', 'politics', 'film'], threshold: { film: 0.3 } });
 * const fitted = topics.fit([['sport'], ['politics', 'film'], []]);
 * console.log(fitted.check(['sport', 'film'])); // undefined
 * ```
 */
export function multiLabel<const Label extends string = string>(
  options: MultiLabelOptions<Label> = {},
): MultiLabelHead<Label> {
  requireKnownOptions('multiLabel()', options, [
    'labels',
    'threshold',
    'positiveWeights',
    'labelSmoothing',
    'pooling',
  ]);
  const { labels: given, pooling = 'first', labelSmoothing = 0 } = options;
  requireSmoothing(labelSmoothing);
  if (typeof options.threshold === 'number') requireThreshold(options.threshold);
  if (given !== undefined) {
    requireNames(given, noun, 1);
    thresholdsOf(options, given);
    if (options.positiveWeights !== 'balanced') weightsOf(options, given, []);
  }
  return {
    kind,
    reads: readsTexts(pooling),
    fit(column) {
      const known = given && inventory(given, noun);
      const present = labelled(column, (set) => checkLabelSet(set, known));
      const labels = given ?? learnNames(present.flat(), noun);
      requireSomeLabel(labels);
      return fitted({
        pooling,
        labels,
        thresholds: thresholdsOf(options, labels),
        positiveWeights: weightsOf(options, labels, present),
        labelSmoothing,
      });
    },
    restore(saved) {
      const state = readSaved<State<string>>(kind, saved, {
        pooling: savedPooling,
        labels: list(text),
        thresholds: list(number),
        positiveWeights: list(number),
        labelSmoothing: number,
      });
      requireSameNames(given, state.labels, noun);
      return fitted(state as State<Label>);
    },
  };
}

function thresholdsOf({ threshold = 0.5 }: MultiLabelOptions, labels: readonly string[]): number[] {
  if (typeof threshold === 'number') return labels.map(() => threshold);
  return perClass(threshold, labels, 0.5, { noun, what: 'threshold', inRange: isProbability });
}

function weightsOf(
  { positiveWeights = {} }: MultiLabelOptions,
  labels: readonly string[],
  present: readonly (readonly string[])[],
): number[] {
  if (positiveWeights !== 'balanced')
    return perClass(positiveWeights, labels, 1, { noun, what: 'positive weight', inRange: isWeight });
  return labels.map((label) => {
    const having = present.filter((set) => set.includes(label)).length;
    if (having === 0 || having === present.length)
      throw new TomoniError({
        code: 'invalid-data',
        what: `${having === 0 ? 'No' : 'Every'} text of the training part has the label ${quoted(label)}, so no weight balances it.`,
        remedy: 'Leave it out of the labels, or give the positive weights by name.',
      });
    return (present.length - having) / having;
  });
}

function requireSomeLabel(labels: readonly string[]): void {
  if (labels.length > 0) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: 'No text of the training part has a label, so there is nothing to tell apart.',
    remedy: 'Check the label column, or list the labels.',
  });
}

function fitted<Label extends string>(
  state: State<Label>,
): FittedHead<readonly Label[], MultiLabelPrediction<Label>, MultiLabelScores<Label>> {
  const classes = inventory(state.labels, noun);
  return {
    kind,
    reads: readsTexts(state.pooling),
    score: { name: 'microF1', better: 'higher' },
    check: (set) => checkLabelSet(set, classes),
    build: (context) => build(state, context),
    toJSON: () => ({ kind, ...state }),
  };
}

interface MultiLabelBatch extends LabelBatch, BinaryTargets {}

function build<Label extends string>(
  { labels: names, thresholds, positiveWeights, labelSmoothing }: State<Label>,
  context: HeadContext,
): HeadModule<readonly Label[], MultiLabelPrediction<Label>, MultiLabelScores<Label>, MultiLabelBatch> {
  const classes = inventory(names, noun);
  return {
    ...readout(context, names.length),
    collate(sets) {
      requireLabels(sets, (set) => checkLabelSet(set, classes));
      return labelSetTargets(
        sets.map((set) => set?.map(classes.indexOf)),
        { positiveWeights, smoothing: labelSmoothing },
      );
    },
    loss: binaryCrossEntropy,
    async decode(logits) {
      const rows = await logitRows(logits, context.task);
      return rows.map((row) => {
        const probabilities = Array.from(row, sigmoid);
        const over = (_: Label, index: number) =>
          (probabilities[index] as number) >= (thresholds[index] as number);
        return { labels: names.filter(over), probabilities: byLabel(names, probabilities) };
      });
    },
    meter: () => multiLabelMeter(names),
  };
}
