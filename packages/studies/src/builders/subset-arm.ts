import { TomoniError } from '@tomoni/spec';

/** What the arm without auxiliary tasks is called. */
export const singleTask = 'single-task';

/** The name of a subset of auxiliary tasks: theirs, joined. */
export function subsetArm(tasks: readonly string[]): string {
  return tasks.length === 0 ? singleTask : tasks.join('+');
}

/** @throws TomoniError `invalid-argument` where a task is there twice, or there is none */
export function requireTasks(tasks: readonly string[]): void {
  const twice = tasks.find((task, i) => tasks.indexOf(task) !== i);
  if (tasks.length > 0 && twice === undefined) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: twice === undefined ? 'There are no tasks.' : `The task '${twice}' is there twice.`,
    remedy: 'Name each task once.',
  });
}
