import { hardSharing } from '@tomoni/encoders';
import { headOwner } from '../data/fitted-task.js';
import type { TaskStopping } from '../stopping/task-stopping.js';
import type { Plan, TaskPlan } from './plan.js';
import { sharingLayout } from './sharing-plan.js';

/**
 * A plan of some of its tasks. Where the main task is left out, the first of the names is; where tasks share the head of
 * one that is left out, the first of them owns it.
 */
export function reducePlan(plan: Plan, names: readonly string[]): Plan {
  const kept = plan.tasks.filter(({ name }) => names.includes(name));
  const main = names.includes(plan.main) ? plan.main : (names[0] as string);
  const { monitor } = plan.stopping;
  const watched = typeof monitor === 'string' ? monitor : 'task' in monitor ? monitor.task : main;
  return {
    ...plan,
    main,
    tasks: kept.map((task) => ({ ...task, head: headIn(kept, task, plan) })),
    sharing: sharingOf(plan, kept),
    ...(plan.taskStopping === undefined ? {} : { taskStopping: stoppingOf(plan.taskStopping, names, main) }),
    stopping: { ...plan.stopping, monitor: names.includes(watched) ? monitor : main },
  };
}

/** The tasks that may be stopped, as far as they are kept. */
function stoppingOf(stopping: TaskStopping, names: readonly string[], main: string): TaskStopping {
  if (stopping.tasks === undefined) return stopping;
  return { ...stopping, tasks: stopping.tasks.filter((task) => names.includes(task) && task !== main) };
}

/** Hard sharing where a single task is left whose encoder is a plain one with other weights. */
function sharingOf(plan: Plan, kept: readonly TaskPlan[]): Plan['sharing'] {
  const { sharing, tasks } = plan;
  if (kept.length === tasks.length) return sharing;
  if (kept.length === 1 && sharingLayout(plan)?.merges === true) return hardSharing();
  return sharing.reduced?.(tasks.map(({ name }) => name)) ?? sharing;
}

function headIn(kept: readonly TaskPlan[], task: TaskPlan, plan: Plan): TaskPlan['head'] {
  const owner = headOwner(task);
  const first =
    kept.find((other) => other.name === owner) ?? kept.find((other) => headOwner(other) === owner);
  if (first !== undefined && first !== task) return { sameHeadAs: first.name };
  return plan.tasks.find(({ name }) => name === owner)?.head ?? task.head;
}
