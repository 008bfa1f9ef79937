import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** The Euclidean norm of all gradients together. */
export async function globalNorm(gradients: readonly (Tensor | null)[]): Promise<number> {
  const present = gradients.filter((gradient) => gradient !== null);
  if (present.length === 0) return 0;
  const squares = tf.tidy(() => squaredNorm(present));
  const values = await squares.data<'float32'>();
  squares.dispose();
  return Math.sqrt(values.reduce((sum, value) => sum + value, 0));
}

/** Scales the gradients down to a global norm, in place of those it was given; as `torch.nn.utils.clip_grad_norm_`. */
export function clipGradients(gradients: (Tensor | null)[], norm: number, limit: number): void {
  const share = limit / (norm + 1e-6);
  if (share >= 1) return;
  for (const [i, gradient] of gradients.entries()) {
    if (gradient === null) continue;
    gradients[i] = tf.mul(gradient, share);
    gradient.dispose();
  }
}

/** The squared norm of all tensors together, in one part or several. */
function squaredNorm(all: readonly Tensor[]): Tensor {
  if (tf.getKernel('SquaredNorm', tf.getBackend()) === undefined)
    return tf.stack(all.map((x) => tf.sum(tf.square(x))));
  return tf.engine().runKernel('SquaredNorm', Object.fromEntries(all.entries()));
}
