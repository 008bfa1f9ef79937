import type { GradSaveFunc, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { nestedGradients } from './nested-gradients.js';

/**
 * Runs `f` so that a tape keeps nothing of it but its inputs: the backward pass runs it a second time.
 *
 * Source: Chen et al., "Training Deep Nets with Sublinear Memory Cost", 2016.
 *
 * @param f a function of the tensor it is given and of the variables
 * @param variables the variables whose gradients may be asked for
 * @param wanted whether the gradient of `x` may be asked for too
 */
export function recomputed(
  f: (x: Tensor2D) => Tensor2D,
  x: Tensor2D,
  variables: readonly Tensor[],
  wanted: boolean,
): Tensor2D {
  const run = tf.customGrad((...args) => {
    const save = args.at(-1) as GradSaveFunc;
    save([x]);
    return {
      value: f(x),
      gradFunc: (dy: Tensor, [kept]: Tensor[]) => {
        const again = kept as Tensor2D;
        const sources = wanted ? [again, ...variables] : [...variables];
        return nestedGradients(() => f(again), sources, dy);
      },
    };
  });
  return run(...(wanted ? [x] : []), ...variables) as Tensor2D;
}
