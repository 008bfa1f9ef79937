import { requireKnownOptions, TomoniError } from '@tomoni/spec';
import { checkCourse, share, type WeightCourse } from './linear-weight.js';
import type { ScheduledWeight } from './weight-schedule.js';

/**
 * A weight that moves from one value to another by the same factor in every step, and stays there.
 *
 * @throws TomoniError `invalid-argument` where a weight is not positive or a number of steps is not a whole number
 *
 * @example
 * ```ts
 * import { exponentialWeight, lambdas } from '@tomoni/weighting';
 *
 * const method = lambdas({ interest: 1, appeal: exponentialWeight(1, 0.01, { steps: 1000 }) });
 * console.log(method.description);
 * ```
 */
export function exponentialWeight(from: number, to: number, options: WeightCourse): ScheduledWeight {
  requireKnownOptions('exponentialWeight()', options, ['steps', 'after']);
  const { steps, after = 0 } = options;
  checkCourse(from, to, steps, after);
  if (from === 0 || to === 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `No factor leads from the weight ${from} to the weight ${to}.`,
      remedy: 'Give positive weights, or use linearWeight.',
    });
  return {
    description: `${from} → ${to} exponentially over ${steps} steps${after === 0 ? '' : ` after ${after}`}`,
    at: ({ index }) => {
      const part = share(index, steps, after);
      return part === 1 ? to : from * (to / from) ** part;
    },
  };
}
