import type { LossWeighting } from '@tomoni/spec';
import type { Balancing, BalancingContext } from './balancing.js';
import { weightedPass } from './weighted-pass.js';

/** The gradient of `Σ wᵢ Lᵢ` with respect to every parameter. */
export function lossBalancing(weighting: LossWeighting, context: BalancingContext): Balancing {
  const { step, parameters } = context;
  let weights: Float64Array | undefined;
  const weigh = () => {
    weights ??= weighting.weigh(step.losses, step);
    return weights;
  };
  const all = [...parameters.keys()];
  const update = weightedPass(context, () => [{ members: all, weights: weigh() }]);
  const waits = context.batches > 1 && weighting.readsLosses !== false && weighting.extra !== 'validation';
  return { passes: waits ? [{}, update] : [update], weights: weigh };
}
