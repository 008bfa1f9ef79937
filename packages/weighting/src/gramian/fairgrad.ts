import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { checkOption } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { constant } from '../linear-algebra/square-matrix.js';
import { fairWeights } from './fair-weights.js';

/** Options of {@link fairgrad}. */
export interface FairgradOptions extends PlaceOptions {
  /** What is fair: 0 the mean, 1 (the default) proportional fairness as in Nash-MTL, towards ∞ the worst task first. */
  readonly alpha?: number;
}

/**
 * FairGrad: the update of greatest α-fair utility of the tasks' improvements, `Gw = w^(−1/α)` for `w > 0` (Ban and Ji
 * 2024). With α = 1 it is Nash-MTL without clipping; with α = 0 the mean of the gradients. Where a convex combination of
 * the gradients vanishes, it is that combination, and the update 0.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { fairgrad } from '@tomoni/weighting';
 *
 * console.log(fairgrad({ alpha: 2 }).description);
 * ```
 */
export function fairgrad(given: FairgradOptions = {}): WeightingMethod {
  requireKnownOptions('fairgrad()', given, ['alpha', 'at', 'scope']);
  const { alpha = 1, ...options } = given;
  checkOption('alpha', alpha, { from: 0 });
  const place = placeOf(options);
  return {
    name: 'fairgrad',
    description: `${alpha}-fair improvements of the tasks${describePlace(options)}`,
    create: () =>
      gramianWeighting('fairgrad', place, (gramian) =>
        alpha === 0 ? constant(gramian.size, 1 / gramian.size) : fairWeights(gramian, 1 / alpha),
      ),
  };
}

/** Facts about {@link fairgrad}. */
export const fairgradFacts: WeightingFacts = {
  name: 'fairgrad',
  title: 'FairGrad',
  needs: 'gramian',
  cost: 'a backward pass per task; Newton iterations',
  properties: ['non-conflicting', 'permutation-invariant', 'scale-free'],
  reference: { text: 'Ban and Ji 2024', url: 'https://arxiv.org/abs/2402.15638' },
  use: 'as nashMtl, with an option between the sum and the worst task; scale-free with α = 1 alone',
};
