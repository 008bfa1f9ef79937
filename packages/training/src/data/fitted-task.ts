import type { AnyFittedHead, FittedGenerator } from '@tomoni/spec';
import type { TaskPlan } from '../plan/plan.js';

/** A task that has seen the training labels. Tasks that share a head hold the same one. */
export interface FittedTask {
  readonly plan: TaskPlan;
  readonly head: AnyFittedHead;
  readonly generator?: FittedGenerator<unknown>;
}

/** What is known of a task before its head has seen labels. */
export type GeneratedTask = Omit<FittedTask, 'head'>;

/** Name of the task whose head a task uses: its own, or the one it shares. */
export function headOwner(task: TaskPlan): string {
  return 'sameHeadAs' in task.head ? task.head.sameHeadAs : task.name;
}
