import type { LossWeighting, Step } from '@tomoni/spec';
import { forgetful } from './memory.js';

/**
 * A weighting without memory.
 *
 * @param weigh gives one weight per task; what it gives to absent tasks is not used
 * @param readsLosses whether the weights depend on the losses' values
 */
export function lossWeighting(
  name: string,
  readsLosses: boolean,
  weigh: (losses: Float64Array, step: Step) => ArrayLike<number>,
): LossWeighting {
  return {
    needs: 'losses',
    readsLosses,
    weigh: (losses, step) => {
      const weights = weigh(losses, step);
      return Float64Array.from(step.present, (present, task) => (present ? (weights[task] as number) : 0));
    },
    ...forgetful(name),
  };
}
