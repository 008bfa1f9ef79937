import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, remember } from '../contract/memory.js';
import { checkCount, checkOption } from '../contract/options.js';
import { pick, replaced, situationOf, spread, weighLosses } from '../contract/situation.js';
import { softmax } from '../linear-algebra/simplex.js';
import { dot, quadraticForm, submatrix } from '../linear-algebra/square-matrix.js';
import { adamStart, adamStep } from '../optimization/adam.js';
import { constrainedDirection } from './constrained-direction.js';
import { judgesOf, productsOf, validationOf } from './validation.js';

/** Options of {@link forum}. */
export interface ForumOptions {
  /** Learning rate of the logits, by Adam. Default 0.01. */
  readonly learningRate?: number;
  /** Inner steps of plain gradient descent by which the least training loss is estimated. Default 5. */
  readonly innerSteps?: number;
  /** How fast the distance from the least training loss is to fall, in shares of its squared gradient. Default 0.1. */
  readonly phi?: number;
}

/**
 * FORUM, a first-order multi-gradient algorithm for bilevel problems: all validation losses fall, under the constraint that the
 * weighted training loss gets nearer to the least that the weights allow. That constraint is `q = f(s, θ) − f(s, θ̃)`, with
 * `f = Σ softmax(s)ᵢ Lᵢ` and θ̃ reached by a few inner steps from θ; parameters and logits `s` descend
 * `Σ λᵢ∇L_val,ᵢ + ν∇q` with the multipliers of the constrained MGDA (Ye et al. 2024). No second derivatives are needed.
 *
 * The update contains validation gradients: scores of the validation part say nothing of other texts any more.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range and, during training, where there is no
 *   validation batch
 *
 * @example
 * ```ts
 * import { forum } from '@tomoni/weighting';
 *
 * console.log(forum({ phi: 0.2 }).description);
 * ```
 */
export function forum(options: ForumOptions = {}): WeightingMethod {
  requireKnownOptions('forum()', options, ['learningRate', 'innerSteps', 'phi']);
  const { learningRate = 0.01, innerSteps = 5, phi = 0.1 } = options;
  checkOption('learningRate', learningRate, { above: 0 });
  checkCount('innerSteps', innerSteps, 1);
  checkOption('phi', phi, { above: 0 });
  return {
    name: 'forum',
    description: `all validation losses fall, and the training loss to its least, φ ${phi}, ${innerSteps} inner steps, learning rate ${learningRate}`,
    create: (context) => {
      const memory = remember('forum', adamStart(each(context, 0)));
      const { state, restore } = memory;
      const size = context.tasks.length;
      const weightsOf = (tasks: readonly number[]) => softmax(pick(memory.recall().values, tasks));
      let shares: Float64Array = new Float64Array(size);
      return {
        needs: 'losses',
        extra: 'validation',
        validation: {
          tasks: 'all',
          head: 'own',
          ahead: {
            steps: innerSteps,
            weights: (step) => {
              const { tasks } = situationOf(step);
              return spread(weightsOf(tasks), tasks, size);
            },
          },
        },
        weigh: weighLosses(({ tasks, losses, step }) => {
          const validation = validationOf('forum', step);
          const { own, lossesAhead = step.losses } = validation;
          shares = new Float64Array(size);
          const judges = judgesOf(validation);
          const weights = weightsOf(tasks);
          const crossing = Float64Array.from(judges, (judge) =>
            dot(productsOf(validation, judge, tasks), weights),
          );
          const fallen = losses.map((loss, i) => loss - (lossesAhead[tasks[i] as number] as number));
          const mean = dot(weights, fallen);
          const slopes = weights.map((weight, i) => weight * ((fallen[i] as number) - mean));
          const training = submatrix({ size, values: own?.training ?? new Float64Array(size * size) }, tasks);
          const objectives = submatrix(
            { size, values: own?.validation ?? new Float64Array(size * size) },
            judges,
          );
          const square = quadraticForm(training, weights) + dot(slopes, slopes);
          const known = [...crossing, ...slopes, ...objectives.values, square];
          if (!known.every(Number.isFinite)) return weights.fill(Number.NaN);
          const { shares: found, multiplier } = constrainedDirection(objectives, crossing, square, phi);
          shares = spread(found, judges, size);
          memory.keep(
            adamStep(
              memory.recall(),
              replaced<number | undefined>(
                context.tasks.map(() => undefined),
                tasks,
                (i) => multiplier * (slopes[i] as number),
              ),
              learningRate,
            ),
          );
          return weights.map((weight) => multiplier * weight);
        }),
        weighValidation: () => shares,
        state,
        restore,
      };
    },
  };
}

/** Facts about {@link forum}. */
export const forumFacts: WeightingFacts = {
  name: 'forum',
  title: 'FORUM',
  needs: 'losses',
  extra: 'validation',
  cost: 'inner steps on the batch, validation gradients of every task, products of all with all',
  properties: [],
  reference: { text: 'Ye et al. 2024', url: 'https://arxiv.org/abs/2401.09257' },
  use: 'as moml, and the training loss is to reach its least too; a validation part that may be trained on',
};
