import { type HistoryEntry, TomoniError } from '@tomoni/spec';
import type { Plan, TaskPlan } from '../plan/plan.js';
import type { TaskStopping } from './task-stopping.js';

/** A task that is to be stopped, and why. */
export interface TaskStop {
  readonly task: string;
  readonly reason: string;
}

/** What says which tasks may be stopped, and when. */
export interface StoppablePlan extends Pick<Plan, 'taskStopping' | 'main'> {
  readonly tasks: readonly Pick<TaskPlan, 'name'>[];
}

/** The tasks that a plan stops after the latest of some evaluations; those that are stopped already are left out. */
export function tasksToStop(
  plan: StoppablePlan,
  entries: readonly HistoryEntry[],
  stopped: ReadonlySet<string>,
): TaskStop[] {
  const { taskStopping } = plan;
  if (taskStopping === undefined) return [];
  return stoppable(plan, taskStopping).flatMap((task) => {
    if (stopped.has(task)) return [];
    const reason = taskStopping.reason({
      train: entries.map((entry) => entry.train[task] ?? Number.NaN),
      validation: entries.map((entry) => entry.validation?.[task]?.loss ?? Number.NaN),
      weights: entries.map((entry) => entry.weights[task] ?? Number.NaN),
    });
    return reason === undefined ? [] : [{ task, reason }];
  });
}

/** @throws TomoniError `invalid-argument` where a plan stops a task that is not there, or its main task */
export function checkTaskStopping({ taskStopping, tasks, main }: StoppablePlan): void {
  for (const name of taskStopping?.tasks ?? []) {
    if (name === main)
      throw new TomoniError({
        code: 'invalid-argument',
        what:
          tasks.length === 1
            ? `The task '${name}' is the only one, and cannot be stopped before the run is.`
            : `The main task '${name}' cannot be stopped before the run is.`,
        remedy: 'Name auxiliary tasks; `stopping({ patience })` ends the whole run.',
      });
    if (!tasks.some((task) => task.name === name))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `A task '${name}' is to be stopped, which is not there.`,
        remedy: 'Name auxiliary tasks of the plan.',
      });
  }
}

function stoppable({ tasks, main }: StoppablePlan, stopping: TaskStopping): readonly string[] {
  return stopping.tasks ?? tasks.map(({ name }) => name).filter((name) => name !== main);
}
