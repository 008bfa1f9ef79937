import {
  type FittedHead,
  type Head,
  type HeadContext,
  type HeadModule,
  type LabelBatch,
  type Pooling,
  requireKnownOptions,
} from '@tomoni/spec';
import { type ClassWeights, classWeights } from '../inventory/class-weights.js';
import { countIndices } from '../inventory/counts.js';
import { type ClassName, checkName, inventory, learnNames, requireNames } from '../inventory/inventory.js';
import { labelled, requireLabels } from '../inventory/labelled.js';
import { requireSameNames, requireSeveralClasses } from '../inventory/requirements.js';
import type { Unguessed } from '../inventory/unguessed.js';
import { logitRows } from '../layers/logit-rows.js';
import { readout } from '../layers/readout.js';
import { type ClassTargets, classTargets } from '../losses/class-targets.js';
import { crossEntropy } from '../losses/cross-entropy.js';
import {
  refuseOption,
  requirePositiveInteger,
  requireSmoothing,
  requireThreshold,
} from '../options/checks.js';
import { type PoolingOption, readsTexts, savedPooling } from '../options/pooling.js';
import { softmax } from '../probabilities/probabilities.js';
import { list, nullable, number, object, readSaved, textOrNumber } from '../saved/saved.js';
import { type ClassificationScores, classificationMeter } from './classification-meter.js';
import { type ClassPrediction, type ClassThreshold, decideClass } from './decision.js';

/** Options of {@link classification}. */
export interface ClassificationOptions<Label extends ClassName = string> extends PoolingOption {
  /** The classes, in the order of the outputs. Default: those of the training part, sorted. */
  readonly labels?: readonly Label[];
  /** How much each class counts in the loss. Default: each counts 1. */
  readonly classWeights?: ClassWeights<Unguessed<Label>>;
  /** Share of the target that is spread evenly over all classes, in [0, 1). Default 0. */
  readonly labelSmoothing?: number;
  /** A class that is answered as soon as it is this probable. Default: the likeliest class is answered. */
  readonly threshold?: ClassThreshold<Unguessed<Label>>;
  /** Width of a hidden layer with tanh between the vector of the text and the outputs. Default: none. */
  readonly hiddenSize?: number;
}

/** A head that chooses one class. */
export type ClassificationHead<Label extends ClassName> = Head<
  Label,
  ClassPrediction<Label>,
  ClassificationScores<Label>
>;

type State<Label extends ClassName> = {
  readonly pooling: Pooling;
  readonly labels: readonly Label[];
  readonly classWeights: readonly number[];
  readonly labelSmoothing: number;
  readonly threshold: ClassThreshold<Label> | null;
  readonly hiddenSize: number | null;
};

const kind = 'classification';
const noun = 'label';

/**
 * A head that chooses one of several classes: softmax and cross entropy over the vector of the text.
 *
 * Labels are texts or numbers; give `labels` to have them as literal types, and to have a text that is none of them
 * refused. The loss is divided by the sum of the class weights of the labelled texts, as in PyTorch.
 *
 * @throws TomoniError `invalid-argument` where labels, weights, smoothing, threshold or hidden size are out of range or do not fit together
 *
 * @example
 * ```ts
 * import { classification } from '@tomoni/heads';
 *
 * const category = classification({ labels: ['ham', 'spam'], classWeights: 'balanced' });
 * const fitted = category.fit(['ham', 'spam', 'ham', undefined]);
 * console.log(fitted.check('spam')); // undefined
 * ```
 */
export function classification<const Label extends ClassName = string>(
  options: ClassificationOptions<Label> = {},
): ClassificationHead<Label> {
  requireKnownOptions('classification()', options, [
    'labels',
    'classWeights',
    'labelSmoothing',
    'threshold',
    'hiddenSize',
    'pooling',
  ]);
  const { labels: given, pooling = 'first', labelSmoothing = 0, hiddenSize = null } = options;
  const threshold: ClassThreshold<Label> | null = options.threshold ?? null;
  requireSmoothing(labelSmoothing);
  if (hiddenSize !== null) requirePositiveInteger(hiddenSize, 'hidden size');
  if (threshold !== null) requireThreshold(threshold.probability);
  if (given !== undefined) {
    requireNames(given, noun, 2);
    checkNamedClasses(options, given);
  }
  return {
    kind,
    reads: readsTexts(pooling),
    fit(column) {
      const present = labelled(column, given ? inventory(given, noun).check : checkName);
      const labels = given ?? learnNames(present, noun);
      const counts = countIndices(present.map(inventory(labels, noun).indexOf), labels.length);
      requireSeveralClasses(labels, counts);
      checkNamedClasses(options, labels);
      const weights = classWeights(options.classWeights, labels, counts);
      return fitted({ pooling, labels, classWeights: weights, labelSmoothing, threshold, hiddenSize });
    },
    restore(saved) {
      const state = readSaved<State<ClassName>>(kind, saved, {
        pooling: savedPooling,
        labels: list(textOrNumber),
        classWeights: list(number),
        labelSmoothing: number,
        threshold: nullable(object({ label: textOrNumber, probability: number })),
        hiddenSize: nullable(number),
      });
      requireSameNames(given, state.labels, noun);
      return fitted(state as State<Label>);
    },
  };
}

/** @throws TomoniError `invalid-argument` where a weight or the threshold names a class that is not there */
function checkNamedClasses(
  { classWeights: weights, threshold }: ClassificationOptions<ClassName>,
  labels: readonly ClassName[],
): void {
  if (weights !== 'balanced') classWeights(weights, labels, []);
  if (threshold !== undefined) refuseOption(inventory(labels, noun).check(threshold.label));
}

function fitted<Label extends ClassName>(
  state: State<Label>,
): FittedHead<Label, ClassPrediction<Label>, ClassificationScores<Label>> {
  return {
    kind,
    reads: readsTexts(state.pooling),
    score: { name: 'accuracy', better: 'higher' },
    check: inventory(state.labels, noun).check,
    build: (context) => build(state, context),
    toJSON: () => ({ kind, ...state }),
  };
}

interface ClassificationBatch extends LabelBatch, ClassTargets {}

function build<Label extends ClassName>(
  { labels: names, classWeights: weights, labelSmoothing: smoothing, threshold, hiddenSize }: State<Label>,
  context: HeadContext,
): HeadModule<Label, ClassPrediction<Label>, ClassificationScores<Label>, ClassificationBatch> {
  const classes = inventory(names, noun);
  return {
    ...readout(context, names.length, hiddenSize),
    collate(labels) {
      requireLabels(labels, classes.check);
      return classTargets(labels.map(classes.indexOf), { weights, smoothing });
    },
    loss: (logits, { targets }) => crossEntropy(logits, targets),
    async decode(logits) {
      const rows = await logitRows(logits, context.task);
      return rows.map((row) => decideClass(names, softmax(row), threshold));
    },
    meter: () => classificationMeter(names),
  };
}
