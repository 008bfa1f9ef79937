import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { checkChoice, checkOption } from '../contract/options.js';
import { learnedScales } from './learned-scales.js';

/** Options of {@link uncertainty}. */
export interface UncertaintyOptions {
  /** Which penalty holds the variance back. Default `kendall`. */
  readonly form?: 'kendall' | 'liebel';
  /** First `s = log σ²` of every task. Default 0; LibMTL begins with −0.5. */
  readonly initial?: number;
  /** Learning rate of `s`, by Adam. Default 0.01; the papers give `s` to the model's own optimizer. */
  readonly learningRate?: number;
}

/**
 * Uncertainty weighting: a variance `σ² = eˢ` per task is learned beside the model. `kendall` descends
 * `Σ ½ e⁻ˢ L + ½ s` (Kendall, Gal and Cipolla 2018), `liebel` `Σ ½ e⁻ˢ L + ln(1 + eˢ)`, whose penalty is never negative
 * (Liebel and Körner 2018). The weight is `½ e⁻ˢ`.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { uncertainty } from '@tomoni/weighting';
 *
 * console.log(uncertainty().description);
 * console.log(uncertainty({ form: 'liebel', learningRate: 1e-3 }).description);
 * ```
 */
export function uncertainty(options: UncertaintyOptions = {}): WeightingMethod {
  requireKnownOptions('uncertainty()', options, ['form', 'initial', 'learningRate']);
  const { form = 'kendall', initial = 0, learningRate = 0.01 } = options;
  checkChoice('form', form, ['kendall', 'liebel']);
  checkOption('initial', initial, {});
  checkOption('learningRate', learningRate, { from: 0 });
  const penaltySlope = form === 'kendall' ? () => 0.5 : (s: number) => 1 / (1 + Math.exp(-s));
  return {
    name: 'uncertainty',
    description: `by learned uncertainty (${form}), log variance ${initial} at first, learning rate ${learningRate}`,
    create: (context) =>
      learnedScales(
        {
          name: 'uncertainty',
          initial,
          learningRate,
          weight: (s) => 0.5 * Math.exp(-s),
          slope: (s, loss) => -0.5 * Math.exp(-s) * loss + penaltySlope(s),
        },
        context,
      ),
  };
}

/** Facts about {@link uncertainty}. */
export const uncertaintyFacts: WeightingFacts = {
  name: 'uncertainty',
  title: 'Uncertainty weighting',
  needs: 'losses',
  cost: 'none',
  properties: ['permutation-invariant', 'strongly stationary'],
  reference: {
    text: 'Kendall, Gal and Cipolla 2018; Liebel and Körner 2018',
    url: 'https://arxiv.org/abs/1705.07115',
  },
  use: 'losses of different units, such as regression beside classification',
};
