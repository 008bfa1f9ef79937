import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/**
 * Runs `f` so that a tape that is recording sees one operation without a gradient and saves nothing of it.
 *
 * @param anchor any tensor that no gradient is wanted for
 */
export function offTape(anchor: Tensor, f: () => Tensor2D): Tensor2D {
  const run = tf.customGrad((x) => ({ value: f(), gradFunc: () => tf.zerosLike(x as Tensor) }));
  return run(anchor) as Tensor2D;
}
