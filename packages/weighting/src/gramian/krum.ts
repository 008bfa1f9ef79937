import { requireKnownOptions, TomoniError, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { checkCount } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { constant, entry } from '../linear-algebra/square-matrix.js';

/** Options of {@link krum}. */
export interface KrumOptions extends PlaceOptions {
  /** Number of gradients that may be far off. Default 1. */
  readonly outliers?: number;
  /** Number of gradients of which the mean is taken. Default 1. */
  readonly selected?: number;
}

/**
 * Krum and multi-Krum: the mean of the gradients that lie nearest to others; each is scored by the sum of its distances
 * to the `T − outliers − 2` nearest (Blanchard et al. 2017). In a step with fewer than `outliers + 3` tasks it is the
 * mean of all.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range and, when training starts, where there
 *   are fewer than `outliers + 3` or than `selected` tasks
 *
 * @example
 * ```ts
 * import { krum } from '@tomoni/weighting';
 *
 * console.log(krum({ outliers: 1, selected: 4 }).description);
 * ```
 */
export function krum(given: KrumOptions = {}): WeightingMethod {
  requireKnownOptions('krum()', given, ['outliers', 'selected', 'at', 'scope']);
  const { outliers = 1, selected = 1, ...options } = given;
  checkCount('outliers', outliers, 0);
  checkCount('selected', selected, 1);
  const place = placeOf(options);
  return {
    name: 'krum',
    description: `mean of the ${selected} gradients nearest to others, ${outliers} may be far off${describePlace(options)}`,
    create: (context) => {
      const least = Math.max(outliers + 3, selected);
      if (context.tasks.length < least)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `Krum with ${outliers} outliers and ${selected} selected gradients needs ${least} tasks, but there are ${context.tasks.length}.`,
          remedy: 'Expect fewer outliers, or use another weighting.',
        });
      return gramianWeighting('krum', place, (gramian) => {
        const { size } = gramian;
        if (size < outliers + 3) return constant(size, 1 / size);
        const scores = Array.from({ length: size }, (_, i) => {
          const distances = Array.from({ length: size }, (_, j) =>
            Math.sqrt(Math.max(entry(gramian, i, i) + entry(gramian, j, j) - 2 * entry(gramian, i, j), 0)),
          ).filter((_, j) => j !== i);
          const nearest = distances.sort((a, b) => a - b).slice(0, size - outliers - 2);
          return { i, score: nearest.reduce((sum, distance) => sum + distance, 0) };
        });
        const count = Math.min(selected, size);
        const weights = constant(size, 0);
        for (const { i } of scores.sort((a, b) => a.score - b.score).slice(0, count)) weights[i] = 1 / count;
        return weights;
      });
    },
  };
}

/** Facts about {@link krum}. */
export const krumFacts: WeightingFacts = {
  name: 'krum',
  title: 'Krum, multi-Krum',
  needs: 'gramian',
  cost: 'a backward pass per task',
  properties: [],
  reference: { text: 'Blanchard et al. 2017', url: 'https://arxiv.org/abs/1703.02757' },
  use: 'tasks that are copies of each other and may fail, such as noisy labels from several sources',
};
