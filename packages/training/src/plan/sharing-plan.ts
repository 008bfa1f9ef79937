import type { SharingLayout, SharingPlan, TaskRead } from '@tomoni/spec';
import { headOwner } from '../data/fitted-task.js';
import type { Plan, TaskPlan } from './plan.js';

type Shared = Pick<Plan, 'encoder' | 'tasks' | 'trainable'>;

/** What a plan's way of sharing knows before it is built. */
export function sharingPlan({ encoder, tasks, trainable }: Shared): SharingPlan {
  return {
    encoder: encoder.config,
    tasks: tasks.flatMap((task) => taskRead(task, tasks)),
    parameters: encoder.parameters.map((info) => ({ ...info, trainable: trainable.includes(info) })),
  };
}

/** What a plan's way of sharing will be, for one that says so before it is built. */
export function sharingLayout(plan: Shared & Pick<Plan, 'sharing'>): SharingLayout | undefined {
  return plan.sharing.layout?.(sharingPlan(plan));
}

function taskRead(task: TaskPlan, tasks: readonly TaskPlan[]): TaskRead[] {
  const { head } = tasks.find(({ name }) => name === headOwner(task)) ?? task;
  return 'sameHeadAs' in head ? [] : [{ task: task.name, layer: task.layer, reads: head.reads }];
}
