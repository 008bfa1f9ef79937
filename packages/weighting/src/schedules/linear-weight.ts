import { requireKnownOptions } from '@tomoni/spec';
import { checkSteps, checkWeight, type ScheduledWeight } from './weight-schedule.js';

/** When a weight moves from its first value to its last. */
export interface WeightCourse {
  /** Number of updates that the way takes. */
  readonly steps: number;
  /** Number of updates before it begins. Default 0. */
  readonly after?: number;
}

/**
 * A weight that moves evenly from one value to another and stays there.
 *
 * @throws TomoniError `invalid-argument` where a weight is negative or a number of steps is not a whole number
 *
 * @example
 * ```ts
 * import { lambdas, linearWeight } from '@tomoni/weighting';
 *
 * const method = lambdas({ interest: 1, appeal: linearWeight(0.5, 0, { steps: 1000 }) });
 * console.log(method.description);
 * ```
 */
export function linearWeight(from: number, to: number, options: WeightCourse): ScheduledWeight {
  requireKnownOptions('linearWeight()', options, ['steps', 'after']);
  const { steps, after = 0 } = options;
  checkCourse(from, to, steps, after);
  return {
    description: `${from} → ${to} evenly over ${steps} steps${after === 0 ? '' : ` after ${after}`}`,
    at: ({ index }) => from + (to - from) * share(index, steps, after),
  };
}

/** How much of the way lies behind: 0 to 1. */
export function share(index: number, steps: number, after: number): number {
  return Math.min(Math.max((index - after) / steps, 0), 1);
}

/** @throws TomoniError `invalid-argument` */
export function checkCourse(from: number, to: number, steps: number, after: number): void {
  checkWeight(from, 'The first weight of the schedule');
  checkWeight(to, 'The last weight of the schedule');
  checkSteps(steps, 'The number of steps of the schedule', 1);
  checkSteps(after, 'The number of steps before the schedule', 0);
}
