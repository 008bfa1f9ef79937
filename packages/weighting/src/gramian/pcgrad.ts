import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { constant, entry, multiply, type SquareMatrix } from '../linear-algebra/square-matrix.js';

/**
 * PCGrad, projecting conflicting gradients: each gradient loses its part along every other gradient that it conflicts
 * with, one after the other in random order, and the results are added (Yu et al. 2020). Without conflict it is the sum.
 *
 * @throws TomoniError `invalid-argument` where an option is unknown
 *
 * @example
 * ```ts
 * import { pcgrad } from '@tomoni/weighting';
 *
 * console.log(pcgrad().description);
 * console.log(pcgrad({ scope: 'layer' }).description);
 * ```
 */
export function pcgrad(options: PlaceOptions = {}): WeightingMethod {
  requireKnownOptions('pcgrad()', options, ['at', 'scope']);
  const place = placeOf(options);
  return {
    name: 'pcgrad',
    description: `conflicting parts of gradients are projected away${describePlace(options)}`,
    create: () =>
      gramianWeighting('pcgrad', place, (gramian, { tasks, step }) => {
        const weights = constant(gramian.size, 0);
        for (let i = 0; i < gramian.size; i++) {
          const others = tasks.map((_, j) => j).filter((j) => j !== i);
          const order = step.rng.fork('pcgrad', tasks[i] as number).permutation(others.length);
          const own = projected(
            gramian,
            i,
            Array.from(order, (k) => others[k] as number),
          );
          for (let j = 0; j < gramian.size; j++) weights[j] = (weights[j] as number) + (own[j] as number);
        }
        return weights;
      }),
  };
}

/** Gradient `i` without its conflicting parts, as weights of the gradients. */
function projected(gramian: SquareMatrix, i: number, others: readonly number[]): Float64Array {
  const own = constant(gramian.size, 0);
  own[i] = 1;
  for (const j of others) {
    const product = multiply(gramian, own)[j] as number;
    if (product < 0) own[j] = (own[j] as number) - product / entry(gramian, j, j);
  }
  return own;
}

/** Facts about {@link pcgrad}. */
export const pcgradFacts: WeightingFacts = {
  name: 'pcgrad',
  title: 'PCGrad',
  needs: 'gramian',
  cost: 'a backward pass per task',
  properties: [],
  reference: { text: 'Yu et al. 2020', url: 'https://arxiv.org/abs/2001.06782' },
  use: 'few conflicts, and otherwise the sum of losses; with two tasks it never conflicts',
};
