import { TomoniError, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { lossWeighting } from '../contract/loss-weighting.js';
import { differentiate, type PartialDerivatives } from './formula/partial-derivatives.js';
import { readFormula } from './formula/read-formula.js';

/**
 * A total loss written as a formula; the weights are its exact partial derivatives with respect to the tasks' losses.
 *
 * Names: `main`, the main task's loss; `aux`, the auxiliary tasks' losses, inside `sum` or `mean`, as in
 * `sum(aux)` or `mean(log(aux))`; each task's own name; `n`, the number of auxiliary tasks of the plan; `step` and
 * `epoch`, counted from 0. Besides, numbers, `+ - * / ^`, parentheses, `exp`, `log` and `sqrt`. A task that has no
 * labelled row in a step contributes 0.
 *
 * @throws TomoniError `invalid-argument` where the formula cannot be read and, when training starts, where a name is
 *   unknown; `not-finite`, during training, where a derivative is not a finite number
 *
 * @example
 * ```ts
 * import { formula } from '@tomoni/weighting';
 *
 * const method = formula('main + 2/(3*n) * sum(aux)'); // as ratio(6, 4)
 * const fading = formula('main + exp(-step / 1000) * mean(aux)');
 * console.log(method.description, fading.description);
 * ```
 */
export function formula(text: string): WeightingMethod {
  const syntax = readFormula(text);
  return {
    name: 'formula',
    description: text,
    create: (context) => {
      const { tasks } = context;
      const known = new Map<string, PartialDerivatives>();
      const derivatives = (present: readonly boolean[]) => {
        const key = present.join();
        const found = known.get(key) ?? differentiate(syntax, text, context, present);
        known.set(key, found);
        return found;
      };
      const { readLosses } = derivatives(tasks.map(() => true));
      return lossWeighting('formula', readLosses, (losses, { index, epoch, present }) => {
        const weights = derivatives(present).evaluate(losses, { n: tasks.length - 1, step: index, epoch });
        const wrong = weights.findIndex((weight) => !Number.isFinite(weight));
        if (wrong >= 0)
          throw new TomoniError({
            code: 'not-finite',
            what: `The formula '${text}' has the derivative ${weights[wrong]} in step ${index}, where the losses are ${losses.join(', ')}.`,
            where: { task: tasks[wrong] as string },
            remedy: 'Keep logarithms and quotients away from 0.',
          });
        return weights;
      });
    },
  };
}

/** Facts about {@link formula}. */
export const formulaFacts: WeightingFacts = {
  name: 'formula',
  title: 'A total loss as a formula',
  needs: 'losses',
  cost: 'none',
  properties: [],
  reference: { text: 'exact partial derivatives' },
  use: 'the total loss of a paper is to be written as it stands there',
};
