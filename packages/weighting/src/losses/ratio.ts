import type { WeightingMethod } from '@tomoni/spec';
import { TomoniError } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { lossWeighting } from '../contract/loss-weighting.js';
import { checkWeight } from '../schedules/weight-schedule.js';

/**
 * The main task against all auxiliary tasks together: the main task weighs 1 and each of the `N` auxiliary tasks
 * `auxiliary / (main · N)`, so that 6:4 gives 1 and 2/(3N).
 *
 * `N` counts the auxiliary tasks of the plan. A task that has no labelled row in a step weighs 0 there and does not
 * make the others heavier.
 *
 * @throws TomoniError `invalid-argument` where a part is negative or the main part is 0
 *
 * @example
 * ```ts
 * import { ratio } from '@tomoni/weighting';
 *
 * console.log(ratio(6, 4).description); // main to auxiliary tasks 6:4
 * ```
 */
export function ratio(main: number, auxiliary: number): WeightingMethod {
  checkWeight(main, "The main task's part");
  checkWeight(auxiliary, "The auxiliary tasks' part");
  if (main === 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: "The main task's part is 0, and the weights are given relative to it.",
      remedy: 'Give a positive number, or use lambdas.',
    });
  return {
    name: 'ratio',
    description: `main to auxiliary tasks ${main}:${auxiliary}`,
    create: (context) => {
      const each = auxiliary / (main * (context.tasks.length - 1));
      const weights = context.tasks.map((task) => (task === context.main ? 1 : each));
      return lossWeighting('ratio', false, () => weights);
    },
  };
}

/** Facts about {@link ratio}. */
export const ratioFacts: WeightingFacts = {
  name: 'ratio',
  title: 'Main against auxiliary tasks',
  needs: 'nothing',
  cost: 'none',
  properties: ['linear under scaling', 'strongly stationary'],
  reference: { text: 'fixed weights' },
  use: 'one task is what counts, and the number of auxiliary tasks changes from run to run',
};
