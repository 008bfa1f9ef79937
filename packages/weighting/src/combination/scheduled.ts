import type { GramianWeighting, LossWeighting, Step, WeightingMethod } from '@tomoni/spec';
import { TomoniError } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { describeWeight, type WeightSchedule, weightAt } from '../schedules/weight-schedule.js';

/**
 * A way of weighting whose auxiliary weights are multiplied by a schedule; the main task's weight stays.
 *
 * @throws TomoniError `invalid-argument`, when training starts, where the method gives no weights that could be multiplied
 *
 * @example
 * ```ts
 * import { linearWeight, ratio, scheduled } from '@tomoni/weighting';
 *
 * const fading = scheduled(ratio(6, 4), linearWeight(1, 0, { steps: 5000 }));
 * console.log(fading.description);
 * ```
 */
export function scheduled<Names extends string>(
  method: WeightingMethod<Names>,
  auxiliary: WeightSchedule,
): WeightingMethod<Names> {
  return {
    name: `scheduled ${method.name}`,
    description: `${method.description}; auxiliary tasks times ${describeWeight(auxiliary)}`,
    create: (context) => {
      const inner = method.create(context);
      const main = context.tasks.indexOf(context.main);
      const scale = (weights: Float64Array, step: Step) => {
        const factor = weightAt(auxiliary, step);
        return weights.map((weight, task) => (task === main ? weight : weight * factor));
      };
      switch (inner.needs) {
        case 'losses':
          return {
            ...inner,
            weigh: (losses, step) => scale(inner.weigh(losses, step), step),
          } satisfies LossWeighting;
        case 'gramian':
          return {
            ...inner,
            weigh: (gramian, step) => scale(inner.weigh(gramian, step), step),
          } satisfies GramianWeighting;
        case 'jacobian':
          throw new TomoniError({
            code: 'invalid-argument',
            what: `The weighting '${method.name}' gives an update and no weights, so a schedule cannot multiply them.`,
            remedy: 'Use it without a schedule.',
          });
      }
    },
  };
}

/** Facts about {@link scheduled}. */
export const scheduledFacts: WeightingFacts = {
  name: 'scheduled',
  title: 'Auxiliary weights of any method times a schedule',
  needs: 'inner',
  cost: 'that of the method within',
  properties: [],
  reference: { text: 'warm-up and decay of auxiliary tasks' },
  use: 'auxiliary tasks help at first, and should fade',
};
