import { type GradientPlace, requireKnownOptions, TomoniError, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { type AggregationRule, aggregateGradients } from '../contract/jacobian-aggregation.js';
import { forgetful } from '../contract/memory.js';
import { checkChoice, checkCount } from '../contract/options.js';
import { describeAt } from '../contract/place.js';

/** Options of {@link trimmedMean}. */
export interface TrimmedMeanOptions {
  /** How many of the greatest, and how many of the least values are left out. Default 1. */
  readonly trim?: number;
  /** Whether gradients are taken at the shared parameters, layer by layer, or at the states that the shared layers hand to the tasks. Default `parameters`. */
  readonly at?: GradientPlace;
}

/**
 * Trimmed mean: at every parameter the mean of the gradients without the greatest and the least (Yin et al. 2018). In a
 * step with few tasks as many are left out as leave one.
 *
 * @throws TomoniError `invalid-argument` where `trim` is not a whole number and, when training starts, where it leaves
 *   no task
 *
 * @example
 * ```ts
 * import { trimmedMean } from '@tomoni/weighting';
 *
 * console.log(trimmedMean({ trim: 1 }).description);
 * ```
 */
export function trimmedMean(options: TrimmedMeanOptions = {}): WeightingMethod {
  requireKnownOptions('trimmedMean()', options, ['trim', 'at']);
  const { trim = 1, at = 'parameters' } = options;
  checkCount('trim', trim, 0);
  checkChoice('at', at, ['parameters', 'representation']);
  return {
    name: 'trimmedMean',
    description: `mean at each parameter without the ${trim} greatest and least${describeAt(at)}`,
    create: ({ tasks }) => {
      if (tasks.length <= 2 * trim)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `A mean without the ${trim} greatest and least of ${tasks.length} gradients is a mean of none.`,
          remedy: `Give a 'trim' of at most ${Math.floor((tasks.length - 1) / 2)}.`,
        });
      return {
        needs: 'jacobian',
        at,
        aggregate: aggregateGradients(trimmed(trim)),
        ...forgetful('trimmedMean'),
      };
    },
  };
}

/** The rule of {@link trimmedMean}. */
export function trimmed(trim: number): AggregationRule {
  return (gradients) => {
    const cut = Math.min(trim, Math.floor((gradients.length - 1) / 2));
    const column = new Float64Array(gradients.length);
    return Float64Array.from({ length: gradients[0]?.length ?? 0 }, (_, k) => {
      for (const [i, gradient] of gradients.entries()) column[i] = gradient[k] as number;
      const kept = column.sort().subarray(cut, gradients.length - cut);
      return kept.reduce((sum, value) => sum + value, 0) / kept.length;
    });
  };
}

/** Facts about {@link trimmedMean}. */
export const trimmedMeanFacts: WeightingFacts = {
  name: 'trimmedMean',
  title: 'Trimmed mean',
  needs: 'jacobian',
  cost: 'a backward pass per task; all their gradients in memory',
  properties: ['permutation-invariant'],
  reference: { text: 'Yin et al. 2018', url: 'https://arxiv.org/abs/1803.01498' },
  use: 'many tasks, of which some give wild gradients',
};
