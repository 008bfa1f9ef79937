import type { WeightingMethod } from '@tomoni/spec';
import { lossWeighting } from './loss-weighting.js';

/**
 * Every task weighs 1: the loss is the plain sum of the tasks' losses.
 *
 * @example
 * ```ts
 * import { equal } from '@tomoni/weighting';
 *
 * console.log(equal().description); // every task 1
 * ```
 */
export function equal(): WeightingMethod {
  return {
    name: 'equal',
    description: 'every task 1',
    create: ({ tasks }) => {
      const weights = new Float64Array(tasks.length).fill(1);
      return lossWeighting('equal', false, () => weights);
    },
  };
}
