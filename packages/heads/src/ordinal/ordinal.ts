import {
  type FittedHead,
  type Head,
  type HeadContext,
  type HeadModule,
  type LabelBatch,
  type Pooling,
  requireKnownOptions,
} from '@tomoni/spec';
import { byLabel } from '../inventory/by-label.js';
import { type ClassWeights, classWeights } from '../inventory/class-weights.js';
import { countIndices } from '../inventory/counts.js';
import { type ClassName, inventory, requireNames } from '../inventory/inventory.js';
import { labelled, requireLabels } from '../inventory/labelled.js';
import { requireSameNames, requireSeveralClasses } from '../inventory/requirements.js';
import type { Unguessed } from '../inventory/unguessed.js';
import { logitRows } from '../layers/logit-rows.js';
import { readout } from '../layers/readout.js';
import { type BinaryTargets, binaryCrossEntropy } from '../losses/binary-cross-entropy.js';
import { requireOption } from '../options/checks.js';
import { type PoolingOption, readsTexts, savedPooling } from '../options/pooling.js';
import { list, number, readSaved, textOrNumber } from '../saved/saved.js';
import { continuationTargets, medianRank, rankProbabilities } from './continuation-ratio.js';
import { type OrdinalScores, ordinalMeter } from './ordinal-meter.js';

/** All integers from `min` to `max` as ranks. */
export type IntegerRanks = { readonly min: number; readonly max: number };

/** Options of {@link ordinal}. */
export interface OrdinalOptions<Label extends ClassName = number> extends PoolingOption {
  /** The ranks from the lowest to the highest. */
  readonly labels: readonly Label[] | IntegerRanks;
  /** How much each rank counts in the loss. Default: each counts 1. */
  readonly classWeights?: ClassWeights<Unguessed<Label>>;
}

/** What an ordinal head answers for one text. */
export type OrdinalPrediction<Label extends ClassName> = {
  /** The median rank: the lowest one that is reached or undercut with probability ½ or more. */
  readonly label: Label;
  /** Its probability. */
  readonly probability: number;
  /** The probability of every rank, by name. */
  readonly probabilities: Readonly<Record<Label, number>>;
};

/** A head that predicts a place on an ordered scale. */
export type OrdinalHead<Label extends ClassName> = Head<
  Label,
  OrdinalPrediction<Label>,
  OrdinalScores<Label>
>;

type State<Label extends ClassName> = {
  readonly pooling: Pooling;
  readonly labels: readonly Label[];
  readonly classWeights: readonly number[];
};

const kind = 'ordinal';
const noun = 'label';

/** More ranks than this are taken for a slip. */
const MOST_RANKS = 1000;

/**
 * A head that predicts a place on an ordered scale, such as a number of stars.
 *
 * One output per rank but the highest says how probable it is to go beyond that rank once it is reached. The rank's
 * probabilities are their products: always consistent, without constraints on the weights. The loss is the negative
 * log likelihood, the answer the median, which has the smallest expected distance in ranks.
 *
 * Source: Shi, Cao and Raschka, "Deep neural networks for rank-consistent ordinal regression based on conditional
 * probabilities" (CORN), 2021; the continuation ratio model of Fienberg, 1980.
 *
 * @throws TomoniError `invalid-argument` where labels or weights are out of range or do not fit together
 *
 * @example
 * ```ts
 * import { ordinal } from '@tomoni/heads';
 *
 * const quality = ordinal({ labels: ['poor', 'fair', 'good'] });
 * const stars = ordinal({ labels: { min: 1, max: 5 } });
 * console.log(quality.kind, stars.fit([1, 5, 3]).check(6)); // ordinal The label 6 is not one of 1, 2, 3, 4, 5.
 * ```
 */
export function ordinal<const Label extends ClassName = number>(
  options: OrdinalOptions<Label>,
): OrdinalHead<Label> {
  requireKnownOptions('ordinal()', options, ['labels', 'classWeights', 'pooling']);
  const { pooling = 'first' } = options;
  const labels = ranks(options.labels);
  requireNames(labels, noun, 2);
  if (options.classWeights !== 'balanced') classWeights(options.classWeights, labels, []);
  const { check, indexOf } = inventory(labels, noun);
  return {
    kind,
    reads: readsTexts(pooling),
    fit(column) {
      const counts = countIndices(labelled(column, check).map(indexOf), labels.length);
      requireSeveralClasses(labels, counts);
      return fitted({ pooling, labels, classWeights: classWeights(options.classWeights, labels, counts) });
    },
    restore(saved) {
      const state = readSaved<State<ClassName>>(kind, saved, {
        pooling: savedPooling,
        labels: list(textOrNumber),
        classWeights: list(number),
      });
      requireSameNames(labels, state.labels, noun);
      return fitted(state as State<Label>);
    },
  };
}

function ranks<Label extends ClassName>(labels: readonly Label[] | IntegerRanks): readonly Label[] {
  if (!('min' in labels)) return labels;
  const { min, max } = labels;
  requireOption(
    Number.isSafeInteger(min) && Number.isSafeInteger(max) && min < max && max - min < MOST_RANKS,
    `The scale from ${min} to ${max} is not one of 2 to ${MOST_RANKS} integers.`,
  );
  return Array.from({ length: max - min + 1 }, (_, i) => (min + i) as Label);
}

function fitted<Label extends ClassName>(
  state: State<Label>,
): FittedHead<Label, OrdinalPrediction<Label>, OrdinalScores<Label>> {
  return {
    kind,
    reads: readsTexts(state.pooling),
    score: { name: 'quadraticKappa', better: 'higher' },
    check: inventory(state.labels, noun).check,
    build: (context) => build(state, context),
    toJSON: () => ({ kind, ...state }),
  };
}

interface OrdinalBatch extends LabelBatch, BinaryTargets {}

function build<Label extends ClassName>(
  { labels: names, classWeights: weights }: State<Label>,
  context: HeadContext,
): HeadModule<Label, OrdinalPrediction<Label>, OrdinalScores<Label>, OrdinalBatch> {
  const { check, indexOf } = inventory(names, noun);
  return {
    ...readout(context, names.length - 1),
    collate(labels) {
      requireLabels(labels, check);
      return continuationTargets(labels.map(indexOf), weights);
    },
    loss: binaryCrossEntropy,
    async decode(logits) {
      const rows = await logitRows(logits, context.task);
      return rows.map((row) => {
        const probabilities = rankProbabilities(row);
        const rank = medianRank(probabilities);
        return {
          label: names[rank] as Label,
          probability: probabilities[rank] as number,
          probabilities: byLabel(names, probabilities),
        };
      });
    },
    meter: () => ordinalMeter(names),
  };
}
