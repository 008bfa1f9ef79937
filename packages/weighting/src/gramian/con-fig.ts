import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { describePreference, type Preference, preferenceAmong } from '../contract/preference.js';
import { cosinesOf } from '../linear-algebra/cosines.js';
import { pseudoSolve } from '../linear-algebra/pseudo-inverse.js';
import { constant, dot, multiply } from '../linear-algebra/square-matrix.js';

/** Options of {@link conFig}. */
export interface ConFigOptions<Names extends string> extends PlaceOptions {
  /** Cosines that the update is to have with the gradients, up to a factor. Default: all the same. */
  readonly preference?: Preference<Names>;
}

/**
 * ConFIG, conflict-free update: the direction with the same cosine to every gradient, as long as the gradients'
 * projections on it together, `d = (Σ gᵢ·û) û`, `û ∝ U⁺p` for the gradients' directions `U` (Liu, Chu and Thuerey 2025);
 * from inner products alone, since `U⁺ = Uᵀ(UUᵀ)⁺`.
 *
 * @throws TomoniError `invalid-argument` where an option is unknown and, when training starts, where the preference
 *   does not fit the tasks
 *
 * @example
 * ```ts
 * import { conFig } from '@tomoni/weighting';
 *
 * console.log(conFig().description);
 * ```
 */
export function conFig<const Names extends string = never>(
  given: ConFigOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('conFig()', given, ['preference', 'at', 'scope']);
  const { preference, ...options } = given;
  const place = placeOf(options);
  return {
    name: 'conFig',
    description: `equal cosines to all gradients${describePreference(preference)}${describePlace(options)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      return gramianWeighting('conFig', place, (gramian, { tasks }) => {
        const { cosines, norms } = cosinesOf(gramian);
        const along = pseudoSolve(cosines, among(tasks));
        const projections = multiply(cosines, along);
        const square = dot(along, projections);
        if (!(square > 0)) return constant(gramian.size, 0);
        const length = dot(norms, projections) / square;
        return along.map((value, i) => (norms[i] === 0 ? 0 : (length * value) / (norms[i] as number)));
      });
    },
  };
}

/** Facts about {@link conFig}. */
export const conFigFacts: WeightingFacts = {
  name: 'conFig',
  title: 'ConFIG',
  needs: 'gramian',
  cost: 'a backward pass per task',
  properties: ['permutation-invariant', 'linear under scaling'],
  reference: { text: 'Liu, Chu and Thuerey 2025', url: 'https://arxiv.org/abs/2408.11104' },
  use: 'independent gradients that conflict strongly: then all cosines are equal and positive',
};
