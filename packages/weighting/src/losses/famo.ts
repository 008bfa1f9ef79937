import { requireKnownOptions, type Step, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, remember } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { numbersByTask } from '../contract/preference.js';
import { pick, replaced, situationOf, weighLosses } from '../contract/situation.js';
import { softmax } from '../linear-algebra/simplex.js';
import { dot } from '../linear-algebra/square-matrix.js';
import { adamStart, adamStep } from '../optimization/adam.js';

/** Options of {@link famo}. */
export interface FamoOptions<Names extends string> {
  /** Learning rate of the logits, by Adam. Default 0.025, as in the paper. */
  readonly learningRate?: number;
  /** L2 penalty on the logits. Default 1e-3. */
  readonly weightDecay?: number;
  /** The least loss that is possible, by task. Default 0. */
  readonly least?: Readonly<Record<Names, number>>;
}

/** A distance from the least loss below this counts as this: its logarithm has to stay finite. */
const LEAST_DISTANCE = 1e-8;

/**
 * FAMO, fast adaptive multitask optimization: all losses fall at about the same relative rate, without any gradient
 * per task (Liu et al. 2023). With `z = softmax(ξ)` and `D = L − least`, a task weighs `c zᵢ/Dᵢ`, `c = 1/Σ(z/D)`, so that
 * weights sum to 1; after the update, `ξ` takes an Adam step along `z ⊙ (δ − z·δ)`, `δ = log D_before − log D_after`.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range and, when training starts, where `least`
 *   does not fit the tasks
 *
 * @example
 * ```ts
 * import { famo } from '@tomoni/weighting';
 *
 * console.log(famo().description);
 * ```
 */
export function famo<const Names extends string = never>(
  options: FamoOptions<Names> = {},
): WeightingMethod<Names> {
  requireKnownOptions('famo()', options, ['learningRate', 'weightDecay', 'least']);
  const { learningRate = 0.025, weightDecay = 1e-3, least } = options;
  checkOption('learningRate', learningRate, { from: 0 });
  checkOption('weightDecay', weightDecay, { from: 0 });
  return {
    name: 'famo',
    description: `all losses fall at the same relative rate, learning rate ${learningRate}, weight decay ${weightDecay}`,
    create: (context) => {
      const floor =
        least === undefined ? new Float64Array(context.tasks.length) : numbersByTask(context, 'least', least);
      const memory = remember('famo', adamStart(each(context, 0)));
      const { state, restore } = memory;
      const shares = (tasks: readonly number[]) => softmax(pick(memory.recall().values, tasks));
      const distances = (losses: Float64Array, tasks: readonly number[]) =>
        losses.map((loss, i) => Math.max(loss - (floor[tasks[i] as number] as number), LEAST_DISTANCE));
      return {
        needs: 'losses',
        extra: 'after-update',
        weigh: weighLosses(({ tasks, losses }) => {
          const z = shares(tasks);
          const parts = distances(losses, tasks).map((distance, i) => (z[i] as number) / distance);
          const sum = parts.reduce((a, b) => a + b, 0);
          return parts.map((part) => part / sum);
        }),
        afterUpdate: (losses: Float64Array, step: Step) => {
          const { tasks, losses: before } = situationOf(step);
          const after = pick(losses, tasks);
          if (!(before.every(Number.isFinite) && after.every(Number.isFinite))) return;
          const old = distances(before, tasks);
          const gains = distances(after, tasks).map((distance, i) => Math.log((old[i] as number) / distance));
          const z = shares(tasks);
          const mean = dot(z, gains);
          const slopes = replaced<number | undefined>(
            context.tasks.map(() => undefined),
            tasks,
            (i) => (z[i] as number) * ((gains[i] as number) - mean),
          );
          memory.keep(adamStep(memory.recall(), slopes, learningRate, weightDecay));
        },
        state,
        restore,
      };
    },
  };
}

/** Facts about {@link famo}. */
export const famoFacts: WeightingFacts = {
  name: 'famo',
  title: 'FAMO',
  needs: 'losses',
  extra: 'after-update',
  cost: 'one more forward pass',
  properties: ['permutation-invariant', 'strongly stationary'],
  reference: { text: 'Liu et al. 2023', url: 'https://arxiv.org/abs/2306.03792' },
  use: 'many tasks that conflict, where gradients per task are too dear',
};
