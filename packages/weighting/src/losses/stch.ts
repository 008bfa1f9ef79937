import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { checkOption } from '../contract/options.js';
import { describePreference } from '../contract/preference.js';
import { softmax } from '../linear-algebra/simplex.js';
import { type ScalarizationOptions, scalarization } from './scalarization.js';

/** Options of {@link stch}. */
export interface StchOptions<Names extends string> extends ScalarizationOptions<Names> {
  /** Smoothing: towards 0 only the worst task counts, far above the losses all count. Default 1. */
  readonly mu?: number;
}

/**
 * Smooth Tchebycheff scalarization: descends `μ · log Σ exp(pᵢ(Lᵢ − zᵢ)/μ)`, a smooth `max pᵢ(Lᵢ − zᵢ)`, with which,
 * unlike with a sum, every Pareto-optimal trade-off can be reached (Lin et al. 2024). The weight is `pᵢ` times a
 * softmax.
 *
 * @throws TomoniError `invalid-argument` where μ is not positive and, when training starts, where preference or ideal
 *   do not fit the tasks
 *
 * @example
 * ```ts
 * import { stch } from '@tomoni/weighting';
 *
 * const method = stch({ mu: 0.5, preference: { interest: 2, appeal: 1 } });
 * console.log(method.description);
 * ```
 */
export function stch<const Names extends string = never>(
  given: StchOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('stch()', given, ['mu', 'preference', 'ideal']);
  const { mu = 1, ...options } = given;
  checkOption('mu', mu, { above: 0 });
  return {
    name: 'stch',
    description: `smooth maximum of the losses, μ ${mu}${describePreference(options.preference)}`,
    create: (context) =>
      scalarization('stch', context, options, (p, above) => {
        const shares = softmax(p.map((value, i) => (value * (above[i] as number)) / mu));
        return p.map((value, i) => value * (shares[i] as number));
      }),
  };
}

/** Facts about {@link stch}. */
export const stchFacts: WeightingFacts = {
  name: 'stch',
  title: 'Smooth Tchebycheff',
  needs: 'losses',
  cost: 'none',
  properties: ['permutation-invariant', 'strongly stationary'],
  reference: { text: 'Lin et al. 2024', url: 'https://arxiv.org/abs/2402.19078' },
  use: 'the worst task is what matters, or a trade-off that no sum of losses reaches',
};
