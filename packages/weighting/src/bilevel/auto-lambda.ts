import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, remember } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { pick, replaced, situationOf, spread, weighLosses } from '../contract/situation.js';
import { adamStart, adamStep } from '../optimization/adam.js';
import { productsOf, validationOf } from './validation.js';

/** Options of {@link autoLambda}. */
export interface AutoLambdaOptions {
  /** First weight of every task. Default 0.1. */
  readonly initial?: number;
  /** Learning rate of the weights, by Adam. Default 1e-4. */
  readonly learningRate?: number;
}

/**
 * Auto-λ: weights that make the main task's validation loss fall. After a trial step of learning rate `α` with the
 * weights `λ`, the validation loss changes with them as `∂L_val/∂λᵢ = −α ∇Lᵢ·∇L_val`, which they descend by Adam (Liu et
 * al. 2022; the paper forms the products by finite differences). Weights are not normalized; unlike the paper's they
 * stay at least 0.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range and, during training, where there is no
 *   validation batch
 *
 * @example
 * ```ts
 * import { autoLambda } from '@tomoni/weighting';
 *
 * console.log(autoLambda({ learningRate: 1e-3 }).description);
 * ```
 */
export function autoLambda(options: AutoLambdaOptions = {}): WeightingMethod {
  requireKnownOptions('autoLambda()', options, ['initial', 'learningRate']);
  const { initial = 0.1, learningRate = 1e-4 } = options;
  checkOption('initial', initial, { above: 0 });
  checkOption('learningRate', learningRate, { above: 0 });
  return {
    name: 'autoLambda',
    description: `weights learned on the main task's validation loss, ${initial} at first, learning rate ${learningRate}`,
    create: (context) => {
      const memory = remember('autoLambda', adamStart(each(context, initial)));
      const { state, restore } = memory;
      const main = context.tasks.indexOf(context.main);
      return {
        needs: 'losses',
        readsLosses: false,
        extra: 'validation',
        validation: {
          tasks: 'main',
          head: 'own',
          trial: (step) => {
            const { tasks } = situationOf(step);
            return spread(pick(memory.recall().values, tasks), tasks, context.tasks.length);
          },
        },
        weigh: weighLosses(({ tasks, step }) => {
          const learned = memory.recall();
          const validation = validationOf('autoLambda', step);
          const slopes = productsOf(validation, main, tasks).map((product) => -validation.rate * product);
          if (!slopes.every(Number.isFinite)) return tasks.map(() => Number.NaN);
          const next = adamStep(
            learned,
            replaced<number | undefined>(
              context.tasks.map(() => undefined),
              tasks,
              (i) => slopes[i] as number,
            ),
            learningRate,
          );
          memory.keep({ ...next, values: next.values.map((value) => Math.max(value, 0)) });
          return pick(memory.recall().values, tasks);
        }),
        state,
        restore,
      };
    },
  };
}

/** Facts about {@link autoLambda}. */
export const autoLambdaFacts: WeightingFacts = {
  name: 'autoLambda',
  title: 'Auto-λ',
  needs: 'losses',
  extra: 'validation',
  cost: 'a trial step, a validation batch, products with each task’s gradient',
  properties: [],
  reference: { text: 'Liu et al. 2022', url: 'https://arxiv.org/abs/2202.03091' },
  use: 'one main task, and auxiliary tasks that may help or hurt; a validation part to spare',
};
