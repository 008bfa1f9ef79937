import type { Tensor } from '@tensorflow/tfjs';
import { disposeGradients, type GradientList } from '../gradients/gradient-list.js';
import { weightedPass } from '../gradients/weighted-pass.js';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import type { Pass } from '../run/over-window.js';
import { withMovedParameters } from './moved-parameters.js';

/** A pass that tries a step of plain gradient descent. */
export interface TrialPass {
  readonly pass: Pass;
  dispose(): void;
}

/**
 * Sums the gradient of the weighted losses of a window, descends along it, and takes the step back after `judge`.
 *
 * @param weigh the weights, asked for at the first batch
 */
export function trialPass(
  parameters: readonly TrainedParameter[],
  weigh: () => Float64Array,
  rate: number,
  judge: () => Promise<void>,
): TrialPass {
  const gradients: GradientList = new Array<Tensor | null>(parameters.length).fill(null);
  const free = () => {
    disposeGradients(gradients);
    gradients.fill(null);
  };
  const members = [...parameters.keys()];
  let weights: Float64Array | undefined;
  const parts = () => {
    weights ??= weigh();
    return [{ members, weights }];
  };
  return {
    pass: {
      ...weightedPass({ parameters, gradients }, parts, { last: false }),
      finish: () =>
        withMovedParameters(parameters, async (descend) => {
          descend(gradients, rate);
          free();
          await judge();
        }),
    },
    dispose: free,
  };
}
