import type { Scalar } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import type { Seed, Tape } from '../tape/tape.js';

/** The losses of one recorded forward pass. */
export interface RecordedLosses {
  readonly tape: Tape;
  /** One loss per task, `undefined` for an absent one. */
  readonly losses: readonly (Scalar | undefined)[];
}

/**
 * Seeds each loss with its weight, and a penalty with 1, for as long as `f` runs.
 *
 * @throws TomoniError `not-finite` where the weight of a loss that is there is not a finite number
 */
export function withSeeds<T>(
  losses: readonly (Scalar | undefined)[],
  weights: Float64Array,
  penalty: Scalar | undefined,
  f: (seeds: readonly Seed[]) => T,
): T {
  const weighed = losses.flatMap((output, task) =>
    output === undefined ? [] : [{ output, weight: finiteWeight(weights, task) }],
  );
  if (penalty !== undefined) weighed.push({ output: penalty, weight: 1 });
  const seeds = weighed.map(({ output, weight }) => ({ output, gradient: tf.scalar(weight) }));
  try {
    return f(seeds);
  } finally {
    tf.dispose(seeds.map((seed) => seed.gradient));
  }
}

function finiteWeight(weights: Float64Array, task: number): number {
  const weight = weights[task];
  if (weight !== undefined && Number.isFinite(weight)) return weight;
  throw new TomoniError({
    code: 'not-finite',
    what: `The weighting gave the weight ${weight} to the task with index ${task}.`,
    remedy: 'Check the options of the weighting, and the losses before this step.',
  });
}
