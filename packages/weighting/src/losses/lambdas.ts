import type { WeightingMethod } from '@tomoni/spec';
import { TomoniError } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { lossWeighting } from '../contract/loss-weighting.js';
import { checkWeight, describeWeight, type WeightSchedule, weightAt } from '../schedules/weight-schedule.js';

/**
 * A weight of its own for every task, which may follow a schedule.
 *
 * @typeParam Names the tasks named, which the builder compares with the plan at compile time
 * @throws TomoniError `invalid-argument` where a weight is negative or not finite and, when training starts, where
 *   a name is unknown or a task has no weight
 *
 * @example
 * ```ts
 * import { lambdas, linearWeight } from '@tomoni/weighting';
 *
 * const method = lambdas({ interest: 1, appeal: 0.3, pos: linearWeight(0.5, 0, { steps: 2000 }) });
 * console.log(method.description); // interest 1, appeal 0.3, pos 0.5 → 0 evenly over 2000 steps
 * ```
 */
export function lambdas<const Names extends string>(
  weights: Readonly<Record<Names, WeightSchedule>>,
): WeightingMethod<Names> {
  const byTask = new Map<string, WeightSchedule>(Object.entries(weights));
  for (const [task, weight] of byTask)
    if (typeof weight === 'number') checkWeight(weight, `The weight of the task '${task}'`);
  return {
    name: 'lambdas',
    description: [...byTask].map(([task, weight]) => `${task} ${describeWeight(weight)}`).join(', '),
    create: ({ tasks }) => {
      const unknown = [...byTask.keys()].filter((name) => !tasks.includes(name));
      if (unknown.length > 0)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The weighting names ${quoted(unknown)}, but the tasks are ${quoted(tasks)}.`,
          remedy: 'Correct the name.',
        });
      const schedules = tasks.map((task) => {
        const weight = byTask.get(task);
        if (weight === undefined)
          throw new TomoniError({
            code: 'invalid-argument',
            what: 'The weighting gives the task no weight.',
            where: { task },
            remedy: `Give it one: 0 leaves the task out of the update.`,
          });
        return weight;
      });
      return lossWeighting('lambdas', false, (_, step) => schedules.map((weight) => weightAt(weight, step)));
    },
  };
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}

/** Facts about {@link lambdas}. */
export const lambdasFacts: WeightingFacts = {
  name: 'lambdas',
  title: 'A weight for every task',
  needs: 'nothing',
  cost: 'none',
  properties: ['linear under scaling'],
  reference: { text: 'fixed or scheduled weights' },
  use: 'weights are known from earlier runs, or searched for',
};
