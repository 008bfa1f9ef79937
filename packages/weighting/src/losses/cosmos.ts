import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { forgetful } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { describePreference, type Preference, preferenceAmong } from '../contract/preference.js';
import { weighLosses } from '../contract/situation.js';
import { dot } from '../linear-algebra/square-matrix.js';

/** Options of {@link cosmos}. */
export interface CosmosOptions<Names extends string> {
  /** Price of losses that do not lie along the preference. Default 1; the paper uses 0.01 to 8. */
  readonly penalty?: number;
  /** The direction that the losses are to have. Default: all the same. */
  readonly preference?: Preference<Names>;
}

/**
 * COSMOS: descends `p·L − λ cos(p, L)`, which draws the losses towards the ray of the preference (Ruchte and Grabocka
 * 2021). This is the paper's objective; its second half, a model that reads the preference, is not part of it. Weights
 * can be negative where a loss is far below its share.
 *
 * @throws TomoniError `invalid-argument` where the penalty is negative and, when training starts, where the preference
 *   does not fit the tasks
 *
 * @example
 * ```ts
 * import { cosmos } from '@tomoni/weighting';
 *
 * console.log(cosmos({ penalty: 2, preference: { interest: 3, appeal: 1 } }).description);
 * ```
 */
export function cosmos<const Names extends string = never>(
  options: CosmosOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('cosmos()', options, ['penalty', 'preference']);
  const { penalty = 1, preference } = options;
  checkOption('penalty', penalty, { from: 0 });
  return {
    name: 'cosmos',
    description: `mean loss less ${penalty} times its cosine with the preference${describePreference(preference)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      return {
        needs: 'losses',
        weigh: weighLosses(({ tasks, losses }) => {
          const p = among(tasks);
          const lengths = Math.hypot(...p) * Math.hypot(...losses);
          if (lengths === 0) return p;
          const cosine = dot(p, losses) / lengths;
          const square = dot(losses, losses);
          return p.map(
            (value, i) => value - penalty * (value / lengths - (cosine * (losses[i] as number)) / square),
          );
        }),
        ...forgetful('cosmos'),
      };
    },
  };
}

/** Facts about {@link cosmos}. */
export const cosmosFacts: WeightingFacts = {
  name: 'cosmos',
  title: 'COSMOS',
  needs: 'losses',
  cost: 'none',
  properties: ['permutation-invariant'],
  reference: { text: 'Ruchte and Grabocka 2021', url: 'https://arxiv.org/abs/2103.13392' },
  use: 'losses should keep a given proportion',
};
