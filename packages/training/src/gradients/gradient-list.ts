import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** The sum of two gradients, of which it takes possession. */
export function addGradients(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === null || b === null) return a ?? b;
  const sum = tf.add(a, b);
  tf.dispose([a, b]);
  return sum;
}

/** Frees the gradients that are there. */
export function disposeGradients(gradients: readonly (Tensor | null)[]): void {
  for (const gradient of gradients) gradient?.dispose();
}
