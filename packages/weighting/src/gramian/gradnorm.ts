import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, type Memory, rememberByBlock } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { pick, replaced, weighGramian } from '../contract/situation.js';
import { diagonal, total } from '../linear-algebra/square-matrix.js';

/** Options of {@link gradnorm}. */
export interface GradnormOptions extends PlaceOptions {
  /** How strongly tasks that lag behind are helped; 0 makes all weighted norms equal. Default 1.5. */
  readonly alpha?: number;
  /** Learning rate of the weights, by plain gradient descent. Default 0.025, as in the paper. */
  readonly learningRate?: number;
  /** Least weight: a gradient that is large for the learning rate would turn it negative. Default 0.001. */
  readonly least?: number;
}

/** Weights, of sum `T`, and each task's first loss. */
interface Balance extends Memory {
  readonly weights: readonly number[];
  readonly first: readonly (number | null)[];
}

/**
 * GradNorm: the norms of the weighted gradients are brought to a common size, greater for tasks that lag behind (Chen
 * et al. 2018, the paper's form). With `Gᵢ = wᵢ‖gᵢ‖`, their mean `Ḡ` and `rᵢ` the share of its first loss that a task
 * still has, relative to the mean share, the weights descend `Σ |Gᵢ − Ḡ rᵢ^α|`, the target being constant, and are
 * renormalized to sum `T`. The weights of a step are those before its descent. The paper takes the norms at the last
 * shared layer; here they are those of whatever gradients are balanced.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { gradnorm } from '@tomoni/weighting';
 *
 * console.log(gradnorm({ alpha: 0.12 }).description);
 * ```
 */
export function gradnorm(given: GradnormOptions = {}): WeightingMethod {
  requireKnownOptions('gradnorm()', given, ['alpha', 'learningRate', 'least', 'at', 'scope']);
  const { alpha = 1.5, learningRate = 0.025, least = 1e-3, ...options } = given;
  checkOption('alpha', alpha, { from: 0 });
  checkOption('learningRate', learningRate, { from: 0 });
  checkOption('least', least, { from: 0, below: 1 });
  const place = placeOf(options);
  return {
    name: 'gradnorm',
    description: `norms of the gradients balanced, α ${alpha}, learning rate ${learningRate}, weights at least ${least}${describePlace(options)}`,
    create: (context) => {
      const memory = rememberByBlock<Balance>('gradnorm', {
        weights: each(context, 1),
        first: each(context, null),
      });
      const { state, restore } = memory;
      return {
        needs: 'gramian',
        ...place,
        weigh: weighGramian((gramian, { tasks, losses }, block) => {
          const balance = memory.recall(block);
          const first = replaced(
            balance.first,
            tasks,
            (i, task) => balance.first[task] ?? (losses[i] as number),
          );
          const weights = pick(balance.weights, tasks);
          const norms = diagonal(gramian).map(Math.sqrt);
          const left = losses.map((loss, i) => share(loss, first[tasks[i] as number] as number));
          const meanLeft = total(left) / left.length;
          const weighted = weights.map((weight, i) => weight * (norms[i] as number));
          const meanNorm = total(weighted) / weighted.length;
          const next = weights.map((weight, i) => {
            const rate = meanLeft === 0 ? 1 : (left[i] as number) / meanLeft;
            const side = Math.sign((weighted[i] as number) - meanNorm * rate ** alpha);
            return Math.max(weight - learningRate * side * (norms[i] as number), least);
          });
          const factor = total(weights) / total(next);
          memory.keep(block, {
            weights: replaced(balance.weights, tasks, (i) => (next[i] as number) * factor),
            first,
          });
          return weights;
        }),
        state,
        restore,
      };
    },
  };
}

/** The share of the first loss that is left; 1 where the first was 0. */
function share(loss: number, first: number): number {
  return first === 0 ? 1 : loss / first;
}

/** Facts about {@link gradnorm}. */
export const gradnormFacts: WeightingFacts = {
  name: 'gradnorm',
  title: 'GradNorm',
  needs: 'gramian',
  cost: 'a backward pass per task',
  properties: ['permutation-invariant', 'strongly stationary'],
  reference: { text: 'Chen et al. 2018', url: 'https://arxiv.org/abs/1711.02257' },
  use: 'tasks that learn at different speeds and with gradients of different size',
};
