import { TomoniError } from '@tomoni/spec';
import { checkSteps, checkWeight, type ScheduledWeight } from './weight-schedule.js';

/**
 * A weight that keeps a value until the next number of updates is reached.
 *
 * @param values the weight by the number of updates from which on it holds; 0 must be among them
 * @throws TomoniError `invalid-argument` where a weight is negative, a step is not a whole number, or step 0 is missing
 *
 * @example
 * ```ts
 * import { lambdas, stepwiseWeight } from '@tomoni/weighting';
 *
 * const method = lambdas({ interest: 1, appeal: stepwiseWeight({ 0: 1, 500: 0.5, 1000: 0 }) });
 * console.log(method.description);
 * ```
 */
export function stepwiseWeight(values: Readonly<Record<number, number>>): ScheduledWeight {
  const stages = Object.entries(values)
    .map(([step, weight]) => ({ step: Number(step), weight }))
    .sort((a, b) => a.step - b.step);
  for (const { step, weight } of stages) {
    checkSteps(step, 'A step of the schedule', 0);
    checkWeight(weight, `The weight from step ${step} on`);
  }
  if (stages[0]?.step !== 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The schedule does not say what the weight is at step 0.',
      remedy: 'Give a weight for step 0.',
    });
  return {
    description: stages.map(({ step, weight }) => `${weight} from step ${step}`).join(', '),
    at: ({ index }) => stages.findLast(({ step }) => step <= index)?.weight ?? 0,
  };
}
