import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { checkOption } from '../contract/options.js';
import { describeScope, type ScopeOptions, scopeOf } from '../contract/scope.js';
import { projectOntoSimplex } from '../linear-algebra/simplex.js';
import { multiply } from '../linear-algebra/square-matrix.js';
import { learnedOnSimplex } from './learned-on-simplex.js';

/** Options of {@link modo}. */
export interface ModoOptions extends ScopeOptions {
  /** Learning rate of the weights. Default 0.1. */
  readonly gamma?: number;
  /** L2 penalty on the weights. Default 0.1. */
  readonly rho?: number;
}

/**
 * MoDo, multi-objective with double sampling: the weights of MGDA learned step by step without bias, from the inner
 * products between the gradients of two independent batches, `λ ← Π(λ − γ(J₁J₂ᵀλ + ρλ))` on the simplex; the update is
 * taken on a third (Chen et al. 2023, "Three-Way Trade-Off in Multi-Objective Learning").
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { modo } from '@tomoni/weighting';
 *
 * console.log(modo({ gamma: 0.1, rho: 0.1 }).description);
 * ```
 */
export function modo(given: ModoOptions = {}): WeightingMethod {
  requireKnownOptions('modo()', given, ['gamma', 'rho', 'scope']);
  const { gamma = 0.1, rho = 0.1, ...options } = given;
  checkOption('gamma', gamma, { above: 0 });
  checkOption('rho', rho, { from: 0 });
  const scope = scopeOf(options);
  return {
    name: 'modo',
    description: `MGDA from independent batches, γ ${gamma}, ρ ${rho}${describeScope(options)}`,
    create: (context) =>
      learnedOnSimplex('modo', context, scope, (products, shares) => {
        const slope = multiply(products, shares);
        const next = projectOntoSimplex(
          shares.map((share, i) => share - gamma * ((slope[i] as number) + rho * share)),
        );
        return { shares: next, weights: next };
      }),
  };
}

/** Facts about {@link modo}. */
export const modoFacts: WeightingFacts = {
  name: 'modo',
  title: 'MoDo',
  needs: 'gramian',
  extra: 'batches',
  cost: 'two more batches, a backward pass per task on each',
  properties: ['permutation-invariant'],
  reference: { text: 'Chen et al. 2023', url: 'https://arxiv.org/abs/2305.20057' },
  use: 'as mgda, where batches are small and its weights are noise',
};
