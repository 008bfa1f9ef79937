import type { WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { forgetful } from '../contract/memory.js';
import { weighLosses } from '../contract/situation.js';
import { softmax } from '../linear-algebra/simplex.js';

/**
 * Random loss weighting, RLW: weights drawn anew in each step, `w = softmax(z)`, `z ~ N(0, I)` over the tasks that are
 * there (Lin et al. 2022, "Reasonable Effectiveness of Random Weighting").
 *
 * @example
 * ```ts
 * import { rlw } from '@tomoni/weighting';
 *
 * console.log(rlw().description);
 * ```
 */
export function rlw(): WeightingMethod {
  return {
    name: 'rlw',
    description: 'weights drawn anew in each step: softmax of standard normals',
    create: () => ({
      needs: 'losses',
      readsLosses: false,
      weigh: weighLosses(({ tasks, step }) =>
        softmax(tasks.map((task) => step.rng.fork('rlw', task).normal())),
      ),
      ...forgetful('rlw'),
    }),
  };
}

/** Facts about {@link rlw}. */
export const rlwFacts: WeightingFacts = {
  name: 'rlw',
  title: 'RLW',
  needs: 'nothing',
  cost: 'none',
  properties: ['strongly stationary'],
  reference: { text: 'Lin et al. 2022', url: 'https://arxiv.org/abs/2111.10603' },
  use: 'as a second baseline: a balancing method that does not beat it balances nothing',
};
