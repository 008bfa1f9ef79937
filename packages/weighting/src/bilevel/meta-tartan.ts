import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { each, type Memory, rememberByBlock } from '../contract/memory.js';
import { checkOption } from '../contract/options.js';
import { pick, replaced, weighGramian } from '../contract/situation.js';
import { softmax } from '../linear-algebra/simplex.js';
import { diagonal } from '../linear-algebra/square-matrix.js';
import { productsOf, validationOf } from './validation.js';

/** Options of {@link metaTartan}. */
export interface MetaTartanOptions {
  /** Learning rate of the logits. Default 0.1. */
  readonly learningRate?: number;
}

interface Logits extends Memory {
  readonly logits: readonly number[];
}

/**
 * META-TARTAN: a task weighs the more, the more its gradient points where the main task's on a validation batch does,
 * `sᵢ ← sᵢ + η cos(g_dev, gᵢ)`, `w = softmax(s)`. `g_dev` comes from a second head of the main task, fitted to validation
 * batches alone, since the head that learns with the model has seen the training rows (Dery et al. 2022).
 *
 * @throws TomoniError `invalid-argument` where the learning rate is not positive and, during training, where there is
 *   no validation batch
 *
 * @example
 * ```ts
 * import { metaTartan } from '@tomoni/weighting';
 *
 * console.log(metaTartan({ learningRate: 0.01 }).description);
 * ```
 */
export function metaTartan(options: MetaTartanOptions = {}): WeightingMethod {
  requireKnownOptions('metaTartan()', options, ['learningRate']);
  const { learningRate = 0.1 } = options;
  checkOption('learningRate', learningRate, { above: 0 });
  return {
    name: 'metaTartan',
    description: `by agreement with the main task's validation gradient, learning rate ${learningRate}`,
    create: (context) => {
      const memory = rememberByBlock<Logits>('metaTartan', { logits: each(context, 0) });
      const { state, restore } = memory;
      const main = context.tasks.indexOf(context.main);
      return {
        needs: 'gramian',
        scope: 'all',
        extra: 'validation',
        validation: { tasks: 'main', head: 'dev' },
        weigh: weighGramian((gramian, { tasks, step }, block) => {
          const { logits } = memory.recall(block);
          const validation = validationOf('metaTartan', step);
          const norms = diagonal(gramian).map(
            (square) => Math.sqrt(square) * (validation.norms[main] as number),
          );
          const cosines = productsOf(validation, main, tasks).map((product, i) =>
            norms[i] === 0 ? 0 : product / (norms[i] as number),
          );
          if (!cosines.every(Number.isFinite)) return cosines.fill(Number.NaN);
          const next = replaced(
            logits,
            tasks,
            (i, task) => (logits[task] as number) + learningRate * (cosines[i] as number),
          );
          memory.keep(block, { logits: next });
          return softmax(pick(next, tasks));
        }),
        state,
        restore,
      };
    },
  };
}

/** Facts about {@link metaTartan}. */
export const metaTartanFacts: WeightingFacts = {
  name: 'metaTartan',
  title: 'META-TARTAN',
  needs: 'gramian',
  extra: 'validation',
  cost: 'a backward pass per task; a validation batch and a second main head',
  properties: ['strongly stationary'],
  reference: { text: 'Dery et al. 2022', url: 'https://arxiv.org/abs/2109.07437' },
  use: 'one main task with few rows, and auxiliary tasks made by machine, such as masking',
};
