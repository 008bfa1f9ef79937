import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { describePreference, type Preference, preferenceAmong } from '../contract/preference.js';
import { dualConeWeights } from '../linear-algebra/dual-cone.js';

/** Options of {@link dualProj}. */
export interface DualProjOptions<Names extends string> extends PlaceOptions {
  /** How much each task counts. Default: all the same. */
  readonly preference?: Preference<Names>;
}

/**
 * DualProj: the mean gradient, turned to the nearest direction that conflicts with no gradient, `argmin vᵀGv` over
 * `v ≥ p` (the projection of gradient episodic memory, Lopez-Paz and Ranzato 2017; named by Quinton and Rey 2024).
 *
 * @throws TomoniError `invalid-argument` where an option is unknown and, when training starts, where the preference
 *   does not fit the tasks
 *
 * @example
 * ```ts
 * import { dualProj } from '@tomoni/weighting';
 *
 * console.log(dualProj().description);
 * ```
 */
export function dualProj<const Names extends string = never>(
  given: DualProjOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('dualProj()', given, ['preference', 'at', 'scope']);
  const { preference, ...options } = given;
  const place = placeOf(options);
  return {
    name: 'dualProj',
    description: `the mean gradient without conflict${describePreference(preference)}${describePlace(options)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      return gramianWeighting('dualProj', place, (gramian, { tasks }) =>
        dualConeWeights(gramian, among(tasks)),
      );
    },
  };
}

/** Facts about {@link dualProj}. */
export const dualProjFacts: WeightingFacts = {
  name: 'dualProj',
  title: 'DualProj',
  needs: 'gramian',
  cost: 'a backward pass per task; a quadratic program',
  properties: ['non-conflicting', 'permutation-invariant', 'strongly stationary'],
  reference: {
    text: 'Lopez-Paz and Ranzato 2017; Quinton and Rey 2024',
    url: 'https://arxiv.org/abs/1706.08840',
  },
  use: 'as upgrad, staying nearer to the mean: it changes nothing unless the mean itself conflicts',
};
