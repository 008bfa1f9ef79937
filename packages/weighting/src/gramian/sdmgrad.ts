import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { checkCount, checkOption } from '../contract/options.js';
import { describePreference, type Preference, preferenceAmong } from '../contract/preference.js';
import { describeScope, type ScopeOptions, scopeOf } from '../contract/scope.js';
import { projectOntoSimplex } from '../linear-algebra/simplex.js';
import { constant, diagonal, multiply, type SquareMatrix, total } from '../linear-algebra/square-matrix.js';
import { learnedOnSimplex } from './learned-on-simplex.js';

/** Options of {@link sdmgrad}. */
export interface SdmgradOptions<Names extends string> extends ScopeOptions {
  /** How strongly the update is drawn to the preferred direction. Default 0.3. */
  readonly lambda?: number;
  /** Learning rate of the weights. Default 10. */
  readonly learningRate?: number;
  /** Momentum of the weights. Default 0.5. */
  readonly momentum?: number;
  /** Inner steps in each step of training. Default 20. */
  readonly iterations?: number;
  /** How much each task counts in the preferred direction. Default: all the same. */
  readonly preference?: Preference<Names>;
}

/**
 * SDMGrad, direction-oriented multi-objective learning: MGDA regularized towards a preferred direction, its weights
 * learned from the inner products between the gradients of two independent batches, scaled to unit size; the update
 * `(w + λp)/(1 + λ)` is taken on a third (Xiao, Ban and Ji 2023).
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range and, when training starts, where the
 *   preference does not fit the tasks
 *
 * @example
 * ```ts
 * import { sdmgrad } from '@tomoni/weighting';
 *
 * console.log(sdmgrad({ lambda: 0.6 }).description);
 * ```
 */
export function sdmgrad<const Names extends string = never>(
  given: SdmgradOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('sdmgrad()', given, [
    'lambda',
    'learningRate',
    'momentum',
    'iterations',
    'preference',
    'scope',
  ]);
  const { lambda = 0.3, learningRate = 10, momentum = 0.5, iterations = 20, preference, ...options } = given;
  checkOption('lambda', lambda, { from: 0 });
  checkOption('learningRate', learningRate, { above: 0 });
  checkOption('momentum', momentum, { from: 0, below: 1 });
  checkCount('iterations', iterations, 1);
  const scope = scopeOf(options);
  return {
    name: 'sdmgrad',
    description: `MGDA from independent batches towards a direction, λ ${lambda}, learning rate ${learningRate}, momentum ${momentum}, ${iterations} iterations${describePreference(preference)}${describeScope(options)}`,
    create: (context) => {
      const among = preferenceAmong(context, preference);
      return learnedOnSimplex('sdmgrad', context, scope, (products, shares, tasks) => {
        const preferred = among(tasks);
        const unit = unitSized(products);
        let own = shares;
        let velocity = constant(tasks.length, 0);
        const drawn = () => own.map((weight, i) => weight + lambda * (preferred[i] as number));
        for (let i = 0; i < iterations; i++) {
          const slope = multiply(unit, drawn());
          velocity = velocity.map((value, k) => momentum * value + (slope[k] as number));
          own = projectOntoSimplex(own.map((weight, k) => weight - learningRate * (velocity[k] as number)));
        }
        return { shares: own, weights: drawn().map((weight) => weight / (1 + lambda)) };
      });
    },
  };
}

/** The products divided by the square of the mean norm; as they are where that is 0. */
function unitSized(products: SquareMatrix): SquareMatrix {
  const norms = diagonal(products).map((value) => Math.sqrt(Math.max(value, 0)));
  const square = (total(norms) / products.size) ** 2;
  return square === 0
    ? products
    : { size: products.size, values: products.values.map((value) => value / square) };
}

/** Facts about {@link sdmgrad}. */
export const sdmgradFacts: WeightingFacts = {
  name: 'sdmgrad',
  title: 'SDMGrad',
  needs: 'gramian',
  extra: 'batches',
  cost: 'two more batches, a backward pass per task on each',
  properties: ['permutation-invariant'],
  reference: { text: 'Xiao, Ban and Ji 2023', url: 'https://arxiv.org/abs/2305.18409' },
  use: 'as modo, but near a preferred mixture of the tasks',
};
