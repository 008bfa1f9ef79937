import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import type { GradientRow } from '../contract/jacobian-aggregation.js';
import { each, type Memory } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { sharesOf, withShares } from '../gramian/shares.js';
import { softmax } from '../linear-algebra/simplex.js';
import { multiply } from '../linear-algebra/square-matrix.js';
import { bufferedAggregation } from './buffered-aggregation.js';
import { combination, gramianOf } from './gradients.js';

/** Options of {@link moco}. */
export interface MocoOptions {
  /** How fast the tracked gradients follow, `β / t^betaDecay` in step t. Default 0.5. */
  readonly beta?: number;
  /** Default 0.5. */
  readonly betaDecay?: number;
  /** Learning rate of the weights, `γ / t^gammaDecay` in step t. Default 0.1. */
  readonly gamma?: number;
  /** Default 0.5. */
  readonly gammaDecay?: number;
  /** L2 penalty on the weights. Default 0. */
  readonly rho?: number;
}

interface Tracking extends Memory {
  readonly steps: number;
  readonly weights: readonly number[];
}

/**
 * MoCo, multi-objective gradient correction: MGDA without the bias of single batches. Gradients, normalized and
 * multiplied by their losses, are tracked, `y ← y − β_t (y − ĝ)`; the weights follow `λ ← softmax(λ − γ_t (yyᵀ + ρI) λ)`,
 * and the update is `Σ λᵢyᵢ` (Fernando et al. 2023). It keeps a number per task and parameter, which inner products of
 * the gradients of one step could not replace.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { moco } from '@tomoni/weighting';
 *
 * console.log(moco({ beta: 0.9 }).description);
 * ```
 */
export function moco(options: MocoOptions = {}): WeightingMethod {
  requireKnownOptions('moco()', options, ['beta', 'betaDecay', 'gamma', 'gammaDecay', 'rho']);
  const { beta = 0.5, betaDecay = 0.5, gamma = 0.1, gammaDecay = 0.5, rho = 0 } = options;
  checkOption('beta', beta, { above: 0, to: 1 });
  checkOption('betaDecay', betaDecay, { from: 0 });
  checkOption('gamma', gamma, { above: 0 });
  checkOption('gammaDecay', gammaDecay, { from: 0 });
  checkOption('rho', rho, { from: 0 });
  return {
    name: 'moco',
    description: `MGDA of tracked gradients, β ${beta}/t^${betaDecay}, γ ${gamma}/t^${gammaDecay}, ρ ${rho}`,
    create: (context) =>
      mocoAggregation(
        { beta, betaDecay, gamma, gammaDecay, rho },
        { steps: 0, weights: each(context, 1 / context.tasks.length) },
      ),
  };
}

/** The aggregation of {@link moco}. */
export function mocoAggregation(
  { beta, betaDecay, gamma, gammaDecay, rho }: Required<MocoOptions>,
  start: Tracking,
) {
  return bufferedAggregation<Tracking>(
    'moco',
    start.weights.length,
    start,
    ({ gradients, kept, situation: { tasks, losses }, memory }) => {
      const steps = memory.steps + 1;
      for (const [i, gradient] of gradients.entries())
        track(kept[i] as GradientRow, gradient, losses[i] as number, beta / steps ** betaDecay);
      const shares = sharesOf(memory.weights, tasks);
      const slope = multiply(gramianOf(kept), shares);
      const rate = gamma / steps ** gammaDecay;
      const weights = softmax(shares.map((share, i) => share - rate * ((slope[i] as number) + rho * share)));
      return {
        update: combination(kept, weights),
        memory: {
          steps,
          weights: withShares(memory.weights, tasks, weights),
        },
      };
    },
  );
}

/** Moves the tracked gradient towards the normalized one times its loss; a zero gradient stays zero. */
function track(tracked: GradientRow, gradient: GradientRow, loss: number, rate: number): void {
  let square = 0;
  for (const value of gradient) square += value * value;
  const factor = square === 0 ? 0 : loss / Math.sqrt(square);
  for (let k = 0; k < tracked.length; k++) {
    const value = tracked[k] as number;
    tracked[k] = value - rate * (value - factor * (gradient[k] as number));
  }
}

/** Facts about {@link moco}. */
export const mocoFacts: WeightingFacts = {
  name: 'moco',
  title: 'MoCo',
  needs: 'jacobian',
  cost: 'a backward pass per task; twice all their gradients in memory',
  properties: ['permutation-invariant'],
  reference: { text: 'Fernando et al. 2023', url: 'https://arxiv.org/abs/2210.12624' },
  use: 'as mgda with small batches, where memory is no concern',
};
