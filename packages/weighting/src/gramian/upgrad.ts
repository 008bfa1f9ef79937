import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { describePreference, type Preference, preferenceAmong } from '../contract/preference.js';
import { dualConeWeights } from '../linear-algebra/dual-cone.js';
import { constant } from '../linear-algebra/square-matrix.js';

/** Options of {@link upgrad}. */
export interface UpgradOptions<Names extends string> extends PlaceOptions {
  /** How much each task counts. Default: all the same. */
  readonly preference?: Preference<Names>;
}

/**
 * UPGrad, unconflicting projection of gradients: each gradient is turned to the nearest direction that conflicts with
 * none, and the mean of the results is taken, `w = Σᵢ argmin vᵀGv` over `v ≥ pᵢeᵢ` (Quinton and Rey 2024). Each quadratic
 * program is solved exactly, without the regularization that TorchJD adds.
 *
 * @throws TomoniError `invalid-argument` where an option is unknown and, when training starts, where the preference
 *   does not fit the tasks
 *
 * @example
 * ```ts
 * import { upgrad } from '@tomoni/weighting';
 *
 * console.log(upgrad().description);
 * console.log(upgrad({ preference: { interest: 2, appeal: 1 } }).description);
 * ```
 */
export function upgrad<const Names extends string = never>(
  given: UpgradOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('upgrad()', given, ['preference', 'at', 'scope']);
  const { preference, ...options } = given;
  const place = placeOf(options);
  return {
    name: 'upgrad',
    description: `mean of the gradients, each without conflict${describePreference(preference)}${describePlace(options)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      return gramianWeighting('upgrad', place, (gramian, { tasks }) => {
        const weights = constant(gramian.size, 0);
        for (const [i, share] of among(tasks).entries()) {
          const own = constant(gramian.size, 0);
          own[i] = share;
          for (const [j, weight] of dualConeWeights(gramian, own).entries())
            weights[j] = (weights[j] as number) + weight;
        }
        return weights;
      });
    },
  };
}

/** Facts about {@link upgrad}. */
export const upgradFacts: WeightingFacts = {
  name: 'upgrad',
  title: 'UPGrad',
  needs: 'gramian',
  cost: 'a backward pass per task; a quadratic program per task',
  properties: ['non-conflicting', 'permutation-invariant', 'linear under scaling', 'strongly stationary'],
  reference: { text: 'Quinton and Rey 2024', url: 'https://arxiv.org/abs/2406.16232' },
  use: 'the first gradient method to try: nothing conflicts, every task counts by its size',
};
