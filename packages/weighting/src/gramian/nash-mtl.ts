import { requireKnownOptions, TomoniError, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, type Memory, rememberByBlock } from '../contract/memory.js';
import { checkCount } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { pick, replaced, weighGramian } from '../contract/situation.js';
import { quadraticForm } from '../linear-algebra/square-matrix.js';
import { fairWeights } from './fair-weights.js';

/** Options of {@link nashMtl}. */
export interface NashMtlOptions extends PlaceOptions {
  /** Greatest norm of the update, which is `√T` before it is clipped. Default 1; `Infinity` clips nothing. */
  readonly maxNorm?: number;
  /** The weights are found anew in every so many steps. Default 1. */
  readonly every?: number;
}

/** The weights found last, and how many steps ago. */
interface LastSolution extends Memory {
  readonly age: number;
  readonly weights: readonly (number | null)[];
}

/**
 * Nash-MTL: the update on which the tasks would agree in a bargain, `Gα = 1/α` for `α > 0` (Navon et al. 2022), found
 * by Newton's method; whatever the scale of the losses. Where a convex combination of the gradients vanishes, it is that
 * combination, and the update 0.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { nashMtl } from '@tomoni/weighting';
 *
 * console.log(nashMtl().description);
 * console.log(nashMtl({ every: 10 }).description); // ten steps with the same weights
 * ```
 */
export function nashMtl(given: NashMtlOptions = {}): WeightingMethod {
  requireKnownOptions('nashMtl()', given, ['maxNorm', 'every', 'at', 'scope']);
  const { maxNorm = 1, every = 1, ...options } = given;
  if (!(maxNorm > 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The option 'maxNorm' is ${maxNorm}.`,
      remedy: 'Give a number greater than 0, or Infinity.',
    });
  checkCount('every', every, 1);
  const place = placeOf(options);
  return {
    name: 'nashMtl',
    description: `a bargain between the tasks, norm at most ${maxNorm}, new weights in every ${every} steps${describePlace(options)}`,
    create: (context) => {
      const memory = rememberByBlock<LastSolution>('nashMtl', { age: 0, weights: each(context, null) });
      const { state, restore } = memory;
      return {
        needs: 'gramian',
        ...place,
        weigh: weighGramian((gramian, { tasks }, block) => {
          const last = memory.recall(block);
          const isKept = last.age % every !== 0 && tasks.every((task) => last.weights[task] !== null);
          const weights = isKept ? pick(last.weights as readonly number[], tasks) : fairWeights(gramian, 1);
          memory.keep(block, {
            age: isKept ? last.age + 1 : 1,
            weights: isKept
              ? last.weights
              : replaced<number | null>(each(context, null), tasks, (i) => weights[i] as number),
          });
          const norm = Math.sqrt(Math.max(quadraticForm(gramian, weights), 0));
          return norm > maxNorm ? weights.map((weight) => (weight / norm) * maxNorm) : weights;
        }),
        state,
        restore,
      };
    },
  };
}

/** Facts about {@link nashMtl}. */
export const nashMtlFacts: WeightingFacts = {
  name: 'nashMtl',
  title: 'Nash-MTL',
  needs: 'gramian',
  cost: 'a backward pass per task; Newton iterations',
  properties: ['non-conflicting', 'permutation-invariant', 'scale-free'],
  reference: { text: 'Navon et al. 2022', url: 'https://arxiv.org/abs/2202.01017' },
  use: 'losses of unknown scale, all tasks of equal rank',
};
