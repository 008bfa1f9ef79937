import type { GramianWeighting, WeightingContext } from '@tomoni/spec';
import { each, type Memory, rememberByBlock } from '../contract/memory.js';
import { weighGramian } from '../contract/situation.js';
import type { SquareMatrix } from '../linear-algebra/square-matrix.js';
import { sharesOf, withShares } from './shares.js';

interface Weights extends Memory {
  readonly weights: readonly number[];
}

/** What a step teaches: the shares to be kept, of sum 1, and the weights of the step. */
export interface Lesson {
  readonly shares: Float64Array;
  readonly weights: Float64Array;
}

/**
 * A weighting whose shares on the simplex are learned from step to step, from the inner products between the gradients of two
 * independent batches.
 *
 * @param learn given the products and the shares of the present tasks
 */
export function learnedOnSimplex(
  name: string,
  context: WeightingContext,
  scope: 'all' | 'layer',
  learn: (products: SquareMatrix, shares: Float64Array, tasks: readonly number[]) => Lesson,
): GramianWeighting {
  const memory = rememberByBlock<Weights>(name, { weights: each(context, 1 / context.tasks.length) });
  const { state, restore } = memory;
  return {
    needs: 'gramian',
    scope,
    extra: 'batches',
    weigh: weighGramian((products, { tasks }, block) => {
      const { weights: kept } = memory.recall(block);
      const { shares, weights } = learn(products, sharesOf(kept, tasks), tasks);
      memory.keep(block, { weights: withShares(kept, tasks, shares) });
      return weights;
    }),
    state,
    restore,
  };
}
