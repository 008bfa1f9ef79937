import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** The Euclidean norm of all gradients together. */
export async function globalNorm(gradients: readonly (Tensor | null)[]): Promise<number> {
  const present = gradients.filter((gradient) => gradient !== null);
  if (present.length === 0) return 0;
  const squares = tf.tidy(() => tf.stack(present.map((gradient) => tf.sum(tf.square(gradient)))));
  const values = await squares.data();
  squares.dispose();
  let sum = 0;
  for (const value of values) sum += value;
  return Math.sqrt(sum);
}

/** Scales the gradients down to a global norm, and frees the ones it was given; as `torch.nn.utils.clip_grad_norm_`. */
export function clipGradients(
  gradients: readonly (Tensor | null)[],
  norm: number,
  limit: number,
): (Tensor | null)[] {
  const share = limit / (norm + 1e-6);
  if (share >= 1) return [...gradients];
  return gradients.map((gradient) => {
    if (gradient === null) return null;
    const clipped = tf.mul(gradient, share);
    gradient.dispose();
    return clipped;
  });
}
