import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import type { GradientRow } from '../contract/jacobian-aggregation.js';
import { each, type Memory } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { replaced } from '../contract/situation.js';
import { sharesOf, withShares } from '../gramian/shares.js';
import { softmax } from '../linear-algebra/simplex.js';
import { bufferedAggregation } from './buffered-aggregation.js';
import { combination } from './gradients.js';

/** Options of {@link excessMtl}. */
export interface ExcessMtlOptions {
  /** How fast weights follow the excess risks. Default 1. */
  readonly stepSize?: number;
}

interface Excesses extends Memory {
  readonly weights: readonly number[];
  /** Each task's first excess. */
  readonly first: readonly (number | null)[];
}

const EPSILON = 1e-7;

/**
 * ExcessMTL: tasks weigh by how far they still are from their optimum, not by their loss, so that noisy labels do not
 * win. The excess is estimated as `eᵢ = Σ gᵢ²/√(Σ_t gᵢ²)` over all parameters, relative to the task's first; then
 * `w ← w exp(η e)`, of sum 1 (He et al. 2024). It keeps a number per task and parameter.
 *
 * @throws TomoniError `invalid-argument` where the step size is not positive
 *
 * @example
 * ```ts
 * import { excessMtl } from '@tomoni/weighting';
 *
 * console.log(excessMtl({ stepSize: 0.1 }).description);
 * ```
 */
export function excessMtl(options: ExcessMtlOptions = {}): WeightingMethod {
  requireKnownOptions('excessMtl()', options, ['stepSize']);
  const { stepSize = 1 } = options;
  checkOption('stepSize', stepSize, { above: 0 });
  return {
    name: 'excessMtl',
    description: `by estimated excess risk, step size ${stepSize}`,
    create: (context) =>
      excessAggregation(context.tasks.length, stepSize, {
        weights: each(context, 1 / context.tasks.length),
        first: each(context, null),
      }),
  };
}

/** The aggregation of {@link excessMtl}. */
export function excessAggregation(count: number, stepSize: number, start: Excesses) {
  return bufferedAggregation<Excesses>(
    'excessMtl',
    count,
    start,
    ({ gradients, kept, situation: { tasks }, memory }) => {
      const excesses = gradients.map((gradient, i) => excess(gradient, kept[i] as GradientRow));
      const relative = excesses.map((value, i) => {
        const first = memory.first[tasks[i] as number];
        return first === null || first === undefined ? value : value / (first + EPSILON);
      });
      const shares = sharesOf(memory.weights, tasks);
      const weights = softmax(relative.map((value, i) => Math.log(shares[i] as number) + stepSize * value));
      return {
        update: combination(gradients, weights),
        memory: {
          weights: withShares(memory.weights, tasks, weights),
          first: replaced(memory.first, tasks, (i, task) => memory.first[task] ?? (excesses[i] as number)),
        },
      };
    },
  );
}

/** Adds the squares of the gradient to their sums, and gives the excess. */
function excess(gradient: GradientRow, sums: GradientRow): number {
  let value = 0;
  for (let k = 0; k < gradient.length; k++) {
    const square = (gradient[k] as number) ** 2;
    sums[k] = (sums[k] as number) + square;
    value += square / Math.sqrt((sums[k] as number) + EPSILON);
  }
  return value;
}

/** Facts about {@link excessMtl}. */
export const excessMtlFacts: WeightingFacts = {
  name: 'excessMtl',
  title: 'ExcessMTL',
  needs: 'jacobian',
  cost: 'a backward pass per task; twice all their gradients in memory',
  properties: ['permutation-invariant'],
  reference: { text: 'He et al. 2024', url: 'https://arxiv.org/abs/2402.02009' },
  use: 'labels of some tasks are noisy, and their high losses must not win',
};
