import type { WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { lossWeighting } from '../contract/loss-weighting.js';

/**
 * Every task weighs 1: the loss is the plain sum of the tasks' losses.
 *
 * @example
 * ```ts
 * import { equal } from '@tomoni/weighting';
 *
 * console.log(equal().description); // every task 1
 * ```
 */
export function equal(): WeightingMethod {
  return {
    name: 'equal',
    description: 'every task 1',
    create: ({ tasks }) => {
      const weights = new Float64Array(tasks.length).fill(1);
      return lossWeighting('equal', false, () => weights);
    },
  };
}

/** Facts about {@link equal}. */
export const equalFacts: WeightingFacts = {
  name: 'equal',
  title: 'Equal weighting, sum',
  needs: 'nothing',
  cost: 'none',
  properties: ['permutation-invariant', 'linear under scaling', 'strongly stationary'],
  reference: { text: 'Kurin et al. 2022', url: 'https://arxiv.org/abs/2201.04122' },
  use: 'first, and as the baseline of everything else: tuned well, it is hard to beat',
};
