import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { cosinesOf } from '../linear-algebra/cosines.js';
import { pseudoSolve } from '../linear-algebra/pseudo-inverse.js';
import { constant, total } from '../linear-algebra/square-matrix.js';

/** A sum of weights below this, relative to their size, is none that could be divided by. */
const LEAST_SUM = 1e-12;

/**
 * IMTL-G, impartial learning by gradients: the update with the same projection on every gradient's direction,
 * `w ∝ G⁺(‖g₁‖, …, ‖g_T‖)`, `Σ w = 1` (Liu et al. 2021; with a pseudo-inverse for dependent gradients as Quinton and Rey
 * 2024, here of the cosines). Weights can be negative; a zero gradient weighs 0; where the weights sum to 0, all are 0.
 *
 * @throws TomoniError `invalid-argument` where an option is unknown
 *
 * @example
 * ```ts
 * import { imtlG } from '@tomoni/weighting';
 *
 * console.log(imtlG().description);
 * ```
 */
export function imtlG(options: PlaceOptions = {}): WeightingMethod {
  requireKnownOptions('imtlG()', options, ['at', 'scope']);
  const place = placeOf(options);
  return {
    name: 'imtlG',
    description: `equal projections on all gradients${describePlace(options)}`,
    create: () =>
      gramianWeighting('imtlG', place, (gramian) => {
        const { cosines, norms } = cosinesOf(gramian);
        const along = pseudoSolve(cosines, constant(gramian.size, 1));
        const weights = along.map((value, i) => (norms[i] === 0 ? 0 : value / (norms[i] as number)));
        const sum = total(weights);
        const size = total(weights.map(Math.abs));
        return Math.abs(sum) <= LEAST_SUM * size
          ? constant(gramian.size, 0)
          : weights.map((weight) => weight / sum);
      }),
  };
}

/** Facts about {@link imtlG}. */
export const imtlGFacts: WeightingFacts = {
  name: 'imtlG',
  title: 'IMTL-G',
  needs: 'gramian',
  cost: 'a backward pass per task',
  properties: ['permutation-invariant'],
  reference: { text: 'Liu et al. 2021', url: 'https://openreview.net/forum?id=IMPnRXEWpvr' },
  use: 'no task may dominate by the size of its gradient; few and independent tasks',
};
