import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { checkChoice } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { describePreference, type Preference, preferenceAmong } from '../contract/preference.js';
import { constant, dot } from '../linear-algebra/square-matrix.js';
import { type EigenPair, eigenPairs } from '../linear-algebra/symmetric-eigen.js';

/** Options of {@link alignedMtl}. */
export interface AlignedMtlOptions<Names extends string> extends PlaceOptions {
  /** To which eigenvalue all are set: the least (`min`, the default), the lower median, or their mean (`rmse`). */
  readonly scale?: 'min' | 'median' | 'rmse';
  /** How much each task counts. Default: all the same. */
  readonly preference?: Preference<Names>;
}

/**
 * Aligned-MTL: the gradients are replaced by the nearest orthogonal system of equal lengths before their mean is taken,
 * `w = √s · V Λ^(−½) Vᵀ p` with `G = VΛVᵀ` and `s` an eigenvalue (Senushkin et al. 2023). Eigenvalues within the rounding
 * of single precision are left out. The paper's code sums where this takes the mean.
 *
 * @throws TomoniError `invalid-argument` where an option is unknown and, when training starts, where the preference
 *   does not fit the tasks
 *
 * @example
 * ```ts
 * import { alignedMtl } from '@tomoni/weighting';
 *
 * console.log(alignedMtl({ scale: 'median' }).description);
 * ```
 */
export function alignedMtl<const Names extends string = never>(
  given: AlignedMtlOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('alignedMtl()', given, ['scale', 'preference', 'at', 'scope']);
  const { scale = 'min', preference, ...options } = given;
  checkChoice('scale', scale, ['min', 'median', 'rmse']);
  const place = placeOf(options);
  return {
    name: 'alignedMtl',
    description: `gradients made orthogonal and of equal length (${scale})${describePreference(preference)}${describePlace(options)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      return gramianWeighting('alignedMtl', place, (gramian, { tasks }) => {
        const pairs = eigenPairs(gramian);
        const preferred = among(tasks);
        if (pairs.length === 0) return preferred;
        const length = Math.sqrt(eigenvalue(pairs, scale));
        const weights = constant(gramian.size, 0);
        for (const { value, vector } of pairs) {
          const part = (length * dot(vector, preferred)) / Math.sqrt(value);
          for (let i = 0; i < weights.length; i++)
            weights[i] = (weights[i] as number) + part * (vector[i] as number);
        }
        return weights;
      });
    },
  };
}

function eigenvalue(pairs: readonly EigenPair[], scale: 'min' | 'median' | 'rmse'): number {
  const falling = pairs.map(({ value }) => value);
  switch (scale) {
    case 'min':
      return falling.at(-1) as number;
    case 'median':
      return falling[Math.floor(falling.length / 2)] as number;
    case 'rmse':
      return falling.reduce((sum, value) => sum + value, 0) / falling.length;
  }
}

/** Facts about {@link alignedMtl}. */
export const alignedMtlFacts: WeightingFacts = {
  name: 'alignedMtl',
  title: 'Aligned-MTL',
  needs: 'gramian',
  cost: 'a backward pass per task; eigenvalues',
  properties: ['permutation-invariant'],
  reference: { text: 'Senushkin et al. 2023', url: 'https://arxiv.org/abs/2305.19000' },
  use: 'gradients both conflict and differ in size, and training is unstable',
};
