import type { BinaryTargets } from '../losses/binary-cross-entropy.js';

/** How label sets become yes-or-no targets. */
export interface LabelSetTargetOptions {
  /** Weight of a yes, by label. */
  readonly positiveWeights: readonly number[];
  /** How far 0 and 1 are moved towards ½. */
  readonly smoothing: number;
}

/**
 * Targets of a binary cross entropy whose sum is the mean over the labels of each text.
 *
 * @param sets indices of each text's labels, `undefined` where they are missing
 */
export function labelSetTargets(
  sets: readonly (readonly number[] | undefined)[],
  { positiveWeights, smoothing }: LabelSetTargetOptions,
): BinaryTargets & { readonly weight: number } {
  const count = positiveWeights.length;
  const positive = new Float32Array(sets.length * count);
  const negative = new Float32Array(sets.length * count);
  let weight = 0;
  sets.forEach((set, i) => {
    if (set === undefined) return;
    weight++;
    positiveWeights.forEach((positiveWeight, label) => {
      const yes = smoothing / 2 + (set.includes(label) ? 1 - smoothing : 0);
      positive[i * count + label] = (yes * positiveWeight) / count;
      negative[i * count + label] = (1 - yes) / count;
    });
  });
  return { positive, negative, weight };
}
