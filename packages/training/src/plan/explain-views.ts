import type { Reads } from '@tomoni/spec';
import { headOwner } from '../data/fitted-task.js';
import type { Plan, TaskPlan } from './plan.js';

/** One version of the input, and how far it is carried. */
export interface ViewExplanation {
  readonly input: string;
  readonly tasks: readonly string[];
  /** The highest layer that is run for it. */
  readonly top: number;
  /** The tokens at which that layer is run; those below are run at all of them. */
  readonly topTokens: 'all' | 'first' | 'positions';
  /** Whether the generator that alters it may do so anew in each epoch; what it gives is then not kept in a cache. */
  readonly altered: boolean;
}

/** The versions of the input that a plan reads. */
export function explainViews(plan: Plan): ViewExplanation[] {
  const alters = ({ labels }: TaskPlan) => labels.from === 'generator' && labels.generator.altersInput;
  const plain = plan.tasks.filter((task) => !alters(task));
  return [
    ...(plain.length === 0 ? [] : [explainView(plan, 'the texts as they are', plain, false)]),
    ...plan.tasks
      .filter(alters)
      .map((task) =>
        explainView(
          plan,
          `the texts altered by ${task.labels.from === 'generator' ? task.labels.generator.kind : ''}`,
          [task],
          true,
        ),
      ),
  ];
}

function explainView(
  plan: Plan,
  input: string,
  tasks: readonly TaskPlan[],
  altered: boolean,
): ViewExplanation {
  const top = Math.max(...tasks.map(({ layer }) => layer));
  const reads = tasks.filter(({ layer }) => layer === top).map((task) => readsOf(plan, task));
  return { input, tasks: tasks.map(({ name }) => name), top, topTokens: tokensOf(plan, top, reads), altered };
}

function tokensOf({ sharing }: Plan, top: number, reads: readonly Reads[]): ViewExplanation['topTokens'] {
  if (top === 0 || sharing.layout === undefined) return 'all';
  if (reads.some((read) => read.over === 'texts' && read.pooling !== 'first')) return 'all';
  return reads.some((read) => read.over === 'tokens') ? 'positions' : 'first';
}

function readsOf(plan: Plan, task: TaskPlan): Reads {
  const owner = plan.tasks.find(({ name }) => name === headOwner(task)) ?? task;
  return 'sameHeadAs' in owner.head ? { over: 'tokens' } : owner.head.reads;
}
