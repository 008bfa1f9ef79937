import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { checkOption } from '../contract/options.js';
import { learnedScales } from './learned-scales.js';

/** Options of {@link imtlL}. */
export interface ImtlLOptions {
  /** First log scale of every task. Default 0. */
  readonly initial?: number;
  /** Learning rate of the log scales, by Adam. Default 0.01; the paper gives them to the model's own optimizer. */
  readonly learningRate?: number;
}

/**
 * IMTL-L, impartial learning by losses: a scale per task is learned so that all scaled losses become 1. Descends
 * `Σ eˢ L − s`, so the weight is `eˢ` (Liu et al. 2021, "Towards Impartial Multi-task Learning"). It is twice
 * `uncertainty` with `−s` for `s`.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { chain, imtlG, imtlL } from '@tomoni/weighting';
 *
 * console.log(imtlL().description);
 * console.log(chain(imtlL(), imtlG()).description); // the paper's IMTL
 * ```
 */
export function imtlL(options: ImtlLOptions = {}): WeightingMethod {
  requireKnownOptions('imtlL()', options, ['initial', 'learningRate']);
  const { initial = 0, learningRate = 0.01 } = options;
  checkOption('initial', initial, {});
  checkOption('learningRate', learningRate, { from: 0 });
  return {
    name: 'imtlL',
    description: `learned scales that make all losses 1, log scale ${initial} at first, learning rate ${learningRate}`,
    create: (context) =>
      learnedScales(
        {
          name: 'imtlL',
          initial,
          learningRate,
          weight: Math.exp,
          slope: (s, loss) => Math.exp(s) * loss - 1,
        },
        context,
      ),
  };
}

/** Facts about {@link imtlL}. */
export const imtlLFacts: WeightingFacts = {
  name: 'imtlL',
  title: 'IMTL-L',
  needs: 'losses',
  cost: 'none',
  properties: ['permutation-invariant', 'strongly stationary'],
  reference: { text: 'Liu et al. 2021', url: 'https://openreview.net/forum?id=IMPnRXEWpvr' },
  use: 'losses of very different size; with imtlG the full method of the paper',
};
