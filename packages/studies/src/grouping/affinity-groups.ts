import { TomoniError } from '@tomoni/spec';
import type { GroupCandidate } from './choose-groups.js';

/** How much a step along one task's gradient lowers another's loss: `affinity[recipient][source]`, relative to that loss. */
export type Affinity = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** A task that is alone in its group gains nothing from others: it is chosen last. */
const alone = -1e6;

/** More tasks have too many groups to list. */
const mostTasks = 16;

/**
 * All groups of tasks as candidates: a task's score in a group is the mean of its affinities from its partners.
 *
 * Source: Fifty et al., "Efficiently identifying task groupings for multi-task learning", NeurIPS 2021.
 *
 * @throws TomoniError `invalid-argument` for more than 16 tasks, or an affinity that is missing
 *
 * @example
 * ```ts
 * import { affinityGroups, chooseGroups } from '@tomoni/studies';
 *
 * const affinity = { a: { b: 0.2, c: -0.1 }, b: { a: 0.3, c: 0 }, c: { a: -0.2, b: 0.1 } };
 * const candidates = affinityGroups(affinity);
 * const { groups } = chooseGroups(Object.keys(affinity), candidates, { budget: 2 });
 * console.log(groups.map((group) => Object.keys(candidates[group]?.scores ?? {}))); // [['a', 'b'], ['b', 'c']]
 * ```
 */
export function affinityGroups(affinity: Affinity): GroupCandidate[] {
  const tasks = Object.keys(affinity);
  if (tasks.length > mostTasks)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `${tasks.length} tasks have ${2 ** tasks.length - 1} groups, which are too many to list.`,
      remedy: `Give at most ${mostTasks} tasks.`,
    });
  return Array.from({ length: 2 ** tasks.length - 1 }, (_, i) => {
    const members = tasks.filter((_, task) => ((i + 1) >> task) & 1);
    const score = (task: string) => {
      const partners = members.filter((member) => member !== task);
      if (partners.length === 0) return alone;
      return partners.reduce((sum, partner) => sum + from(affinity, task, partner), 0) / partners.length;
    };
    return { scores: Object.fromEntries(members.map((task) => [task, score(task)])) };
  });
}

function from(affinity: Affinity, recipient: string, source: string): number {
  const value = affinity[recipient]?.[source];
  if (value !== undefined) return value;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The affinity of '${recipient}' from '${source}' is missing.`,
    remedy: 'Give a number for every pair of tasks.',
  });
}
