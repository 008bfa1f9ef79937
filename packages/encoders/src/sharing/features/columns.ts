import type { SharingPlan } from '@tomoni/spec';
import { unfit } from '../contract/options.js';

/**
 * The tasks that have a column of their own: those that are named, else those of the plan.
 *
 * @throws TomoniError `invalid-argument` where a task of the plan has none
 */
export function columnsOf({ tasks }: SharingPlan, columns: readonly string[] | undefined): readonly string[] {
  if (columns === undefined) return tasks.map(({ task }) => task);
  for (const { task } of tasks)
    if (!columns.includes(task))
      throw unfit(
        `The task has no column; those are of ${columns.map((name) => `'${name}'`).join(', ')}.`,
        'Name all tasks in `columns`, or leave it out.',
        task,
      );
  return columns;
}

/** @throws TomoniError `invalid-argument` where no column, or one twice, is named */
export function requireColumns(columns: readonly string[] | undefined): void {
  if (columns?.length === 0 || (columns !== undefined && new Set(columns).size !== columns.length))
    throw unfit(`The columns are named ${JSON.stringify(columns)}.`, 'Name each task once.');
}
