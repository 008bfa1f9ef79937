import type { Scalar } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import type { Seed, Tape } from '../tape/tape.js';

/** The losses of one recorded forward pass. */
export interface RecordedLosses {
  readonly tape: Tape;
  /** One loss per task, `undefined` for an absent one. */
  readonly losses: readonly (Scalar | undefined)[];
  /** A term of the sharing that counts once. */
  readonly penalty?: Scalar | undefined;
}

/** The losses that are there, and the tasks that they are of. */
export function presentLosses({ losses }: Pick<RecordedLosses, 'losses'>): {
  losses: Scalar[];
  tasks: number[];
} {
  const present = losses.flatMap((loss, task) => (loss === undefined ? [] : [{ loss, task }]));
  return { losses: present.map(({ loss }) => loss), tasks: present.map(({ task }) => task) };
}

/**
 * Seeds each loss with its weight, and the penalty with 1, for as long as `f` runs.
 *
 * @throws TomoniError `not-finite` where the weight of a loss that is there is not a finite number
 */
export function withSeeds<T>(
  { losses, penalty }: Pick<RecordedLosses, 'losses' | 'penalty'>,
  weights: Float64Array,
  f: (seeds: readonly Seed[]) => T,
): T {
  const weighed = losses.flatMap((output, task) =>
    output === undefined ? [] : [{ output, weight: weights[task] as number }],
  );
  requireFiniteWeights(
    weights,
    losses.map((loss) => loss !== undefined),
  );
  if (penalty !== undefined) weighed.push({ output: penalty, weight: 1 });
  const seeds = weighed.map(({ output, weight }) => ({ output, gradient: tf.scalar(weight) }));
  try {
    return f(seeds);
  } finally {
    tf.dispose(seeds.map((seed) => seed.gradient));
  }
}

/** @throws TomoniError `not-finite` where the weight of a task that is there is not a finite number */
export function requireFiniteWeights(weights: Float64Array, present: readonly boolean[]): void {
  for (const [task, there] of present.entries())
    if (there && !Number.isFinite(weights[task]))
      throw new TomoniError({
        code: 'not-finite',
        what: `The weighting gave the weight ${weights[task]} to the task with index ${task}.`,
        remedy: 'Check the options of the weighting, and the losses before this step.',
      });
}
