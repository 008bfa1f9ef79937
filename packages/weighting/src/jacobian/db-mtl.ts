import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import type { GradientRow } from '../contract/jacobian-aggregation.js';
import type { Memory } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { allParameters } from '../contract/place.js';
import { diagonal } from '../linear-algebra/square-matrix.js';
import { bufferedAggregation } from './buffered-aggregation.js';
import { combination } from './gradients.js';

/** Options of {@link dbMtl}. */
export interface DbMtlOptions {
  /** Momentum of the gradients, `β / t^betaDecay` in step t. Default 0.9; 0 needs no memory of gradients. */
  readonly beta?: number;
  /** Default 0.5. */
  readonly betaDecay?: number;
}

interface Steps extends Memory {
  readonly steps: number;
}

/** Losses and norms below this count as this. */
const LEAST = 1e-8;

/**
 * DB-MTL, dual-balancing: gradients of the logarithms of the losses, all brought to the length of the longest,
 * `d = Σ (max‖q‖/‖qᵢ‖) qᵢ` for running means `q` of `gᵢ/Lᵢ` (Lin et al. 2023). With momentum it keeps a number per task
 * and parameter; without (`beta: 0`) inner products are enough.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { dbMtl } from '@tomoni/weighting';
 *
 * console.log(dbMtl().description);
 * console.log(dbMtl({ beta: 0 }).description); // by inner products alone
 * ```
 */
export function dbMtl(options: DbMtlOptions = {}): WeightingMethod {
  requireKnownOptions('dbMtl()', options, ['beta', 'betaDecay']);
  const { beta = 0.9, betaDecay = 0.5 } = options;
  checkOption('beta', beta, { from: 0, below: 1 });
  checkOption('betaDecay', betaDecay, { from: 0 });
  return {
    name: 'dbMtl',
    description: `log losses, gradients of equal length, momentum ${beta}/t^${betaDecay}`,
    create: ({ tasks }) =>
      beta === 0
        ? gramianWeighting('dbMtl', allParameters, (gramian, { losses }) => {
            const distances = losses.map((loss) => Math.max(loss, LEAST));
            const norms = diagonal(gramian).map((square, i) => Math.sqrt(square) / (distances[i] as number));
            return balance(norms).map((factor, i) => factor / (distances[i] as number));
          })
        : dbMtlAggregation(tasks.length, beta, betaDecay),
  };
}

/** The aggregation of {@link dbMtl} with momentum. */
export function dbMtlAggregation(count: number, beta: number, betaDecay: number) {
  return bufferedAggregation<Steps>(
    'dbMtl',
    count,
    { steps: 0 },
    ({ gradients, kept, situation: { losses }, memory }) => {
      const steps = memory.steps + 1;
      const momentum = beta / steps ** betaDecay;
      const norms = Float64Array.from(kept, (mean, i) => {
        const loss = Math.max(losses[i] as number, LEAST);
        const gradient = gradients[i] as GradientRow;
        let square = 0;
        for (let k = 0; k < mean.length; k++) {
          const next = momentum * (mean[k] as number) + ((1 - momentum) * (gradient[k] as number)) / loss;
          mean[k] = next;
          square += next * next;
        }
        return Math.sqrt(square);
      });
      return { update: combination(kept, balance(norms)), memory: { steps } };
    },
  );
}

/** How much longer each gradient has to be to be as long as the longest; 1 where it is zero. */
function balance(norms: Float64Array): Float64Array {
  const longest = Math.max(...norms);
  return norms.map((norm) => (norm === 0 ? 1 : longest / norm));
}

/** Facts about {@link dbMtl}. */
export const dbMtlFacts: WeightingFacts = {
  name: 'dbMtl',
  title: 'DB-MTL',
  needs: 'jacobian',
  cost: 'a backward pass per task; twice all their gradients in memory (with beta 0: none)',
  properties: ['permutation-invariant'],
  reference: { text: 'Lin et al. 2023', url: 'https://arxiv.org/abs/2308.12029' },
  use: 'losses and gradients both of different size',
};
