import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { lossWeighting } from '../contract/loss-weighting.js';
import { describePreference, type Preference, preferenceAmong } from '../contract/preference.js';
import { spread } from '../contract/situation.js';

/** Options of {@link meanLoss}. */
export interface MeanLossOptions<Names extends string> {
  /** How much each task counts. Default: all the same. */
  readonly preference?: Preference<Names>;
}

/**
 * The mean of the tasks' losses, `Σ pᵢLᵢ` with `Σ pᵢ = 1` over the tasks that are there, so that the update does not
 * grow with their number.
 *
 * @throws TomoniError `invalid-argument`, when training starts, where the preference does not fit the tasks
 *
 * @example
 * ```ts
 * import { meanLoss } from '@tomoni/weighting';
 *
 * console.log(meanLoss().description); // mean of the losses
 * console.log(meanLoss({ preference: { interest: 2, appeal: 1 } }).description);
 * ```
 */
export function meanLoss<const Names extends string = never>(
  options: MeanLossOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('meanLoss()', options, ['preference']);
  const { preference } = options;
  return {
    name: 'meanLoss',
    description: `mean of the losses${describePreference(preference)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      return lossWeighting('meanLoss', false, (_, { present }) => {
        const tasks = present.flatMap((is, task) => (is ? [task] : []));
        return spread(among(tasks), tasks, present.length);
      });
    },
  };
}

/** Facts about {@link meanLoss}. */
export const meanLossFacts: WeightingFacts = {
  name: 'meanLoss',
  title: 'Mean of the losses',
  needs: 'nothing',
  cost: 'none',
  properties: ['permutation-invariant', 'linear under scaling', 'strongly stationary'],
  reference: { text: 'Kurin et al. 2022', url: 'https://arxiv.org/abs/2201.04122' },
  use: 'as equal, where the learning rate is to stay the same for any number of tasks',
};
