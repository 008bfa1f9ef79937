import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** One gradient per parameter, `null` where there is none. */
export type GradientList = (Tensor | null)[];

/** The sum of two gradients, of which it takes possession. */
export function addGradients(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === null || b === null) return a ?? b;
  const sum = tf.add(a, b);
  tf.dispose([a, b]);
  return sum;
}

/** Adds a gradient, of which it takes possession, to that of a parameter. */
export function addTo(gradients: GradientList, index: number, gradient: Tensor | null): void {
  gradients[index] = addGradients(gradients[index] ?? null, gradient);
}

/** `Σ wᵢ gᵢ` of those that are there; `null` where none is. */
export function combine(gradients: readonly (Tensor | null)[], weights: ArrayLike<number>): Tensor | null {
  const parts = gradients.flatMap((gradient, i) =>
    gradient === null ? [] : [{ gradient, weight: weights[i] as number }],
  );
  const [first, ...rest] = parts;
  if (first === undefined) return null;
  return tf.tidy(() =>
    rest.reduce<Tensor>(
      (sum, { gradient, weight }) => tf.add(sum, tf.mul(gradient, weight)),
      tf.mul(first.gradient, first.weight),
    ),
  );
}

/** Frees the gradients that are there. */
export function disposeGradients(gradients: readonly (Tensor | null)[]): void {
  for (const gradient of gradients) gradient?.dispose();
}
