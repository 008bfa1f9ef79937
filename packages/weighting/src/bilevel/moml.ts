import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, remember } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { pick, replaced, situationOf, spread, weighLosses } from '../contract/situation.js';
import { minimumNormPoint } from '../linear-algebra/minimum-norm-point.js';
import { softmax } from '../linear-algebra/simplex.js';
import { dot, matrixOf } from '../linear-algebra/square-matrix.js';
import { adamStart, adamStep } from '../optimization/adam.js';
import { judgesOf, productsOf, validationOf } from './validation.js';

/** Options of {@link moml}. */
export interface MomlOptions {
  /** Learning rate of the logits, by Adam. Default 0.01. */
  readonly learningRate?: number;
}

/**
 * MOML, multi-objective meta learning: weights `w = softmax(s)` that make every task's validation loss fall. After a
 * trial step of learning rate `α`, `∂L_val,ᵢ/∂wⱼ = −α ∇L_val,ᵢ·∇Lⱼ`; `s` descends the shortest convex combination of
 * these slopes, as in MGDA (Ye et al. 2021).
 *
 * @throws TomoniError `invalid-argument` where the learning rate is not positive and, during training, where there is
 *   no validation batch
 *
 * @example
 * ```ts
 * import { moml } from '@tomoni/weighting';
 *
 * console.log(moml({ learningRate: 0.01 }).description);
 * ```
 */
export function moml(options: MomlOptions = {}): WeightingMethod {
  requireKnownOptions('moml()', options, ['learningRate']);
  const { learningRate = 0.01 } = options;
  checkOption('learningRate', learningRate, { above: 0 });
  return {
    name: 'moml',
    description: `weights learned on all validation losses, learning rate ${learningRate}`,
    create: (context) => {
      const memory = remember('moml', adamStart(each(context, 0)));
      const { state, restore } = memory;
      const weightsOf = (tasks: readonly number[]) => softmax(pick(memory.recall().values, tasks));
      return {
        needs: 'losses',
        readsLosses: false,
        extra: 'validation',
        validation: {
          tasks: 'all',
          head: 'own',
          trial: (step) => {
            const { tasks } = situationOf(step);
            return spread(weightsOf(tasks), tasks, context.tasks.length);
          },
        },
        weigh: weighLosses(({ tasks, step }) => {
          const validation = validationOf('moml', step);
          const weights = weightsOf(tasks);
          const judges = judgesOf(validation);
          const slopes = judges.map((judge) => {
            const products = productsOf(validation, judge, tasks).map((value) => -validation.rate * value);
            const mean = dot(weights, products);
            return products.map((product, i) => (weights[i] as number) * (product - mean));
          });
          if (!slopes.every((row) => row.every(Number.isFinite))) return weights.fill(Number.NaN);
          if (slopes.length === 0) return weights;
          const shares = minimumNormPoint(
            matrixOf(slopes.length, (a, b) => dot(slopes[a] as Float64Array, slopes[b] as Float64Array)),
          );
          const together = tasks.map((_, i) =>
            slopes.reduce((sum, row, judge) => sum + (shares[judge] as number) * (row[i] as number), 0),
          );
          memory.keep(
            adamStep(
              memory.recall(),
              replaced<number | undefined>(
                context.tasks.map(() => undefined),
                tasks,
                (i) => together[i] as number,
              ),
              learningRate,
            ),
          );
          return weightsOf(tasks);
        }),
        state,
        restore,
      };
    },
  };
}

/** Facts about {@link moml}. */
export const momlFacts: WeightingFacts = {
  name: 'moml',
  title: 'MOML',
  needs: 'losses',
  extra: 'validation',
  cost: 'a trial step, validation gradients of every task, products of all with all',
  properties: [],
  reference: { text: 'Ye et al. 2021', url: 'https://arxiv.org/abs/2102.07121' },
  use: 'all tasks are of equal rank, and training loss says little about validation loss',
};
