import { TomoniError } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import type { Plan } from '../plan/plan.js';
import type { LossValues } from './losses.js';
import type { StepContext, StepPlace } from './step-context.js';

/** @throws TomoniError `not-finite` naming task, step and rows of a loss that is not a finite number */
export function requireFinite(
  context: StepContext,
  values: LossValues,
  batch: Batch,
  place: StepPlace,
): void {
  for (const [task, value] of values)
    if (!Number.isFinite(value)) {
      const { name } = context.plan.tasks[task] as Plan['tasks'][number];
      throw notFinite(context, `loss of the task '${name}' is ${value}`, [batch], place, name);
    }
}

/** What a step fails with whose numbers are not finite. */
export function notFinite(
  { sets }: StepContext,
  fault: string,
  batches: readonly Batch[],
  { index, epoch }: StepPlace,
  task?: string,
): TomoniError {
  const rows = batches.map(
    ({ set, rows }) =>
      `rows ${[...rows].slice(0, 5).join(', ')}${rows.length > 5 ? ' …' : ''} of the ${sets[set]?.name} data`,
  );
  return new TomoniError({
    code: 'not-finite',
    what: `At step ${index} (epoch ${epoch}) the ${fault}, on ${rows.join(' and ')}.`,
    ...(task === undefined ? {} : { where: { task } }),
    remedy:
      'Lower the learning rate, clip the gradient, or look at these rows; the last checkpoint is from before this step.',
  });
}
