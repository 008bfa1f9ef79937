import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type FittedHead,
  type Head,
  type HeadContext,
  type HeadModule,
  type Json,
  type LabelBatch,
  type Pooling,
  type Reads,
  TomoniError,
} from '@tomoni/spec';
import { leastLoss } from './deviance.js';
import { type PoissonScores, poissonMeter } from './poisson-meter.js';

/** Options of {@link poisson}. */
export interface PoissonOptions {
  /** How the tokens' vectors become the text's. Default `first`. */
  readonly pooling?: Pooling;
}

/** A head that predicts an expected count. */
export type PoissonHead = Head<number, number, PoissonScores>;

/** What a head knows once it has seen the training labels: enough to be built again. */
interface State {
  readonly pooling: Pooling;
  /** Mean count of the training labels, where the head starts. */
  readonly mean: number;
}

interface PoissonBatch extends LabelBatch {
  /** Counts, 0 where one is missing: `[rows]`. */
  readonly counts: Float32Array;
  /** 1 where there is a count, else 0: `[rows]`. */
  readonly present: Float32Array;
  /** The part of the loss that does not depend on the model. */
  readonly offset: number;
}

const kind = 'poisson';

/**
 * A head for counts, such as the number of replies to a post: Poisson regression with the logarithm as link.
 *
 * The loss is half the deviance. Predictions are expected counts.
 * Source: Nelder and Wedderburn, "Generalized linear models", 1972.
 *
 * @example
 * ```ts
 * import { loadEncoder, multitask } from 'tomoni';
 * import { poisson } from 'tomoni-poisson-head';
 *
 * const encoder = await loadEncoder('sentence-transformers/all-MiniLM-L6-v2');
 * const learner = multitask(encoder).main('replies', poisson());
 * ```
 */
export function poisson({ pooling = 'first' }: PoissonOptions = {}): PoissonHead {
  return {
    kind,
    reads: readsOf(pooling),
    fit(labels) {
      const counts = labels.filter((label) => label !== undefined);
      requireCounts(counts);
      const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
      if (!(mean > 0))
        throw new TomoniError({
          code: 'invalid-data',
          what: 'No count of the training labels is above 0.',
          remedy: 'Give rows with other counts, or leave the task out.',
        });
      return fitted({ pooling, mean });
    },
    restore: (saved) => fitted(readState(saved)),
  };
}

function fitted(state: State): FittedHead<number, number, PoissonScores> {
  return {
    kind,
    reads: readsOf(state.pooling),
    score: { name: 'deviance', better: 'lower' },
    check: fault,
    build: (context) => build(state, context),
    toJSON: () => ({ kind, ...state }),
  };
}

function build(
  { mean }: State,
  { width, rng }: HeadContext,
): HeadModule<number, number, PoissonScores, PoissonBatch> {
  const initial = Float32Array.from({ length: width }, () => 0.02 * rng.normal());
  const [weight, bias] = tf.tidy(() => [
    tf.variable(tf.tensor2d(initial, [1, width])),
    tf.variable(tf.tensor1d([Math.log(mean)])),
  ]);
  return {
    variables: { weight, bias },
    collate(labels) {
      requireCounts(labels.filter((label) => label !== undefined));
      const present = Float32Array.from(labels, (label) => (label === undefined ? 0 : 1));
      return {
        weight: present.reduce((sum, one) => sum + one, 0),
        counts: Float32Array.from(labels, (label) => label ?? 0),
        present,
        offset: labels.reduce<number>((sum, label = 0) => sum + leastLoss(label), 0),
      };
    },
    logits: (features) => tf.tidy(() => tf.add<Tensor2D>(tf.matMul(features, weight, false, true), bias)),
    loss: (logRates, { counts, present, offset }) =>
      tf.tidy(() => {
        const logRate = logRates.flatten();
        const losses = tf.sub(tf.exp(logRate), tf.mul(counts, logRate));
        return tf.add<Scalar>(tf.sum(tf.mul(losses, present)), offset);
      }),
    decode: async (logRates) => Array.from(await logRates.data(), Math.exp),
    meter: poissonMeter,
    dispose: () => tf.dispose([weight, bias]),
  };
}

function readsOf(pooling: Pooling): Reads {
  return { over: 'texts', pooling };
}

/** What is wrong with a label; `undefined` where nothing is. */
function fault(label: unknown): string | undefined {
  if (typeof label === 'number' && Number.isSafeInteger(label) && label >= 0) return undefined;
  return `The label ${JSON.stringify(label)} is not a count: a whole number from 0 on.`;
}

function requireCounts(labels: readonly unknown[]): void {
  const what = labels.map(fault).find((found) => found !== undefined);
  if (what !== undefined) throw new TomoniError({ code: 'invalid-data', what, remedy: 'Correct the row.' });
}

function readState(saved: Json): State {
  if (typeof saved === 'object' && saved !== null && 'mean' in saved && 'pooling' in saved) {
    const { kind: found, mean, pooling } = saved;
    if (found === kind && typeof mean === 'number' && mean > 0 && isPooling(pooling))
      return { mean, pooling };
  }
  throw new TomoniError({ code: 'damaged-file', what: 'The saved state is not that of a Poisson head.' });
}

function isPooling(value: Json | undefined): value is Pooling {
  return value === 'first' || value === 'mean' || value === 'max';
}
