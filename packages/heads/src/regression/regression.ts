import {
  type FittedHead,
  type Head,
  type HeadContext,
  type HeadModule,
  type LabelBatch,
  type Pooling,
  requireKnownOptions,
} from '@tomoni/spec';
import { labelled, requireLabels } from '../inventory/labelled.js';
import { quoted } from '../inventory/wording.js';
import { logitRows } from '../layers/logit-rows.js';
import { readout } from '../layers/readout.js';
import { type ResidualLoss, type ResidualTargets, residualLoss } from '../losses/residual-loss.js';
import { requireChoice, requireOption } from '../options/checks.js';
import { type PoolingOption, readsTexts, savedPooling } from '../options/pooling.js';
import { list, nullable, number, oneOf, readSaved } from '../saved/saved.js';
import { type RegressionScores, regressionMeter } from './regression-meter.js';
import { standardization } from './standardization.js';

/** Options of {@link regression}. */
export interface RegressionOptions extends PoolingOption {
  /** How the distance `e` between output and label is charged: `e²`, `|e|`, or Huber's loss. Default `squared`. */
  readonly loss?: ResidualLoss;
  /** Distance at which Huber's loss turns from quadratic to linear, in the unit of the outputs. Default 1. */
  readonly delta?: number;
  /**
   * Whether the head learns labels with the training part's mean taken away and divided by its standard deviation.
   * Predictions and scores are in the unit of the labels either way; the loss is not. Default `true`.
   */
  readonly standardize?: boolean;
  /** Smallest and largest label: labels outside are refused, predictions are held within. Default: any number. */
  readonly range?: readonly [least: number, most: number];
}

/** A head that predicts a number. */
export type RegressionHead = Head<number, number, RegressionScores>;

type State = {
  readonly pooling: Pooling;
  readonly loss: ResidualLoss;
  readonly delta: number;
  /** Label that the output 0 stands for. */
  readonly center: number;
  /** How many units of the label one unit of the output is. */
  readonly scale: number;
  readonly range: readonly number[] | null;
};

const kind = 'regression';
const losses = ['squared', 'absolute', 'huber'] as const;

/**
 * A head that predicts a number: one linear output over the vector of the text.
 *
 * With `standardize: false` and the squared loss it is the plain regression `mean((w·h + b − y)²)`.
 *
 * @throws TomoniError `invalid-argument` where `delta` is not positive or `range` is not an ascending pair of finite numbers
 *
 * @example
 * ```ts
 * import { regression } from '@tomoni/heads';
 *
 * const stars = regression({ range: [1, 5], loss: 'huber' });
 * const fitted = stars.fit([1, 4, undefined, 5]);
 * console.log(fitted.check(7)); // The label 7 is not in the range from 1 to 5.
 * ```
 */
export function regression(options: RegressionOptions = {}): RegressionHead {
  requireKnownOptions('regression()', options, ['loss', 'delta', 'standardize', 'range', 'pooling']);
  const { pooling = 'first', loss = 'squared', delta = 1, standardize = true, range = null } = options;
  requireChoice(loss, losses, 'loss');
  requireOption(Number.isFinite(delta) && delta > 0, `The delta ${delta} is not a positive number.`);
  if (range !== null)
    requireOption(
      range.every(Number.isFinite) && range[0] < range[1],
      `The range from ${range[0]} to ${range[1]} is not an ascending pair of finite numbers.`,
    );
  return {
    kind,
    reads: readsTexts(pooling),
    fit(labels) {
      const known = labelled(labels, (label) => checkLabel(label, range));
      const { center, scale } = standardize ? standardization(known) : { center: 0, scale: 1 };
      return fitted({ pooling, loss, delta, center, scale, range });
    },
    restore: (saved) =>
      fitted(
        readSaved<State>(kind, saved, {
          pooling: savedPooling,
          loss: oneOf<ResidualLoss>(...losses),
          delta: number,
          center: number,
          scale: number,
          range: nullable(list(number)),
        }),
      ),
  };
}

function fitted(state: State): FittedHead<number, number, RegressionScores> {
  return {
    kind,
    reads: readsTexts(state.pooling),
    score: { name: 'rmse', better: 'lower' },
    check: (label) => checkLabel(label, state.range),
    build: (context) => build(state, context),
    toJSON: () => ({ kind, ...state }),
  };
}

interface RegressionBatch extends LabelBatch, ResidualTargets {}

function build(
  { loss, delta, center, scale, range }: State,
  context: HeadContext,
): HeadModule<number, number, RegressionScores, RegressionBatch> {
  const [least, most] = range ?? [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return {
    ...readout(context, 1),
    collate(labels) {
      requireLabels(labels, (label) => checkLabel(label, range));
      const weights = Float32Array.from(labels, (label) => (label === undefined ? 0 : 1));
      return {
        weight: weights.reduce((sum, weight) => sum + weight, 0),
        weights,
        targets: Float32Array.from(labels, (label) => (label === undefined ? 0 : (label - center) / scale)),
      };
    },
    loss: (logits, labels) => residualLoss(logits, labels, loss, delta),
    async decode(logits) {
      const rows = await logitRows(logits, context.task);
      return rows.map(([output]) =>
        clamp((output as number) * scale + center, least as number, most as number),
      );
    },
    meter: regressionMeter,
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(Math.max(value, least), most);
}

function checkLabel(label: unknown, range: readonly number[] | null): string | undefined {
  if (typeof label !== 'number') return `The label ${quoted(label)} is not a number.`;
  if (!Number.isFinite(label)) return `The label ${label} is not a finite number.`;
  const [least, most] = range ?? [];
  if (least === undefined || most === undefined || (label >= least && label <= most)) return undefined;
  return `The label ${label} is not in the range from ${least} to ${most}.`;
}
