import { TomoniError } from '@tomoni/spec';

/** A group of tasks that could be trained together, with what each of its tasks would gain. */
export interface GroupCandidate {
  /** Score of each of its tasks, by name; higher is better. A task that is not in the group has none. */
  readonly scores: Readonly<Record<string, number | undefined>>;
  /** What training it takes of the budget. Default: 1. */
  readonly cost?: number;
}

/** The groups that were chosen. */
export interface Grouping {
  /** Indices of the chosen candidates, ascending. */
  readonly groups: readonly number[];
  /** The group that serves each task best, by name of the task: an index of a candidate. */
  readonly serves: Readonly<Record<string, number>>;
  /** Mean over tasks of their best score. */
  readonly score: number;
}

/**
 * Chooses groups within a budget so that the mean over tasks of each task's best score is highest; groups may overlap.
 *
 * Exact, by branch and bound. In the worst case its time doubles with every candidate; twelve tasks with all their
 * subsets as candidates and four groups are usual and quick.
 *
 * Source: Standley et al., "Which tasks should be learned together in multi-task learning?", ICML 2020; Fifty et al.,
 * "Efficiently identifying task groupings for multi-task learning", NeurIPS 2021.
 *
 * @param tasks that must each be in a chosen group
 * @throws TomoniError `invalid-argument` where no choice within the budget serves all tasks, or a score or cost is not a number
 *
 * @example
 * ```ts
 * import { chooseGroups } from '@tomoni/studies';
 *
 * const candidates = [{ scores: { a: 1, b: 1, c: 1 } }, { scores: { a: 3, b: 2 } }, { scores: { c: 2 } }];
 * console.log(chooseGroups(['a', 'b', 'c'], candidates, { budget: 2 }).groups); // [1, 2]
 * ```
 */
export function chooseGroups(
  tasks: readonly string[],
  candidates: readonly GroupCandidate[],
  { budget }: { readonly budget: number },
): Grouping {
  checkCandidates(candidates, tasks);
  const scores = candidates.map((candidate) =>
    tasks.map((task) => candidate.scores[task] ?? Number.NEGATIVE_INFINITY),
  );
  const order = candidates
    .map((_, index) => index)
    .sort((a, b) => total(scores[b] as number[]) - total(scores[a] as number[]));
  /** For each place in the order, the best score of each task from there on. */
  const reachable: number[][] = [];
  for (let place = order.length - 1, best = tasks.map(() => Number.NEGATIVE_INFINITY); place >= 0; place--) {
    best = higher(best, scores[order[place] as number] as number[]);
    reachable[place] = best;
  }
  let found: { readonly sum: number; readonly groups: readonly number[] } | undefined;
  const search = (place: number, left: number, best: readonly number[], groups: readonly number[]) => {
    const sum = best.reduce((all, score) => all + score, 0);
    if (sum > (found?.sum ?? Number.NEGATIVE_INFINITY)) found = { sum, groups };
    for (let next = place; next < order.length; next++) {
      const bound = higher(best, reachable[next] as number[]).reduce((all, score) => all + score, 0);
      if (bound <= (found?.sum ?? Number.NEGATIVE_INFINITY)) return;
      const index = order[next] as number;
      const cost = candidates[index]?.cost ?? 1;
      if (cost > left) continue;
      const joined = higher(best, scores[index] as number[]);
      if (joined.every((score, task) => score === best[task])) continue;
      search(next + 1, left - cost, joined, [...groups, index]);
    }
  };
  search(
    0,
    budget,
    tasks.map(() => Number.NEGATIVE_INFINITY),
    [],
  );
  if (found === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `No groups within the budget of ${budget} serve all of ${tasks.map((task) => `'${task}'`).join(', ')}.`,
      remedy: 'Raise the budget, or give candidates that hold every task.',
    });
  const groups = [...found.groups].sort((a, b) => a - b);
  const serves = tasks.map((task, t): [string, number] => {
    const best = groups.reduce((one, other) =>
      (scores[other]?.[t] as number) > (scores[one]?.[t] as number) ? other : one,
    );
    return [task, best];
  });
  return { groups, serves: Object.fromEntries(serves), score: found.sum / tasks.length };
}

function higher(a: readonly number[], b: readonly number[]): number[] {
  return a.map((score, task) => Math.max(score, b[task] as number));
}

/** The sum of the scores of a candidate's own tasks. */
function total(scores: readonly number[]): number {
  return scores.reduce((sum, score) => sum + (Number.isFinite(score) ? score : 0), 0);
}

function checkCandidates(candidates: readonly GroupCandidate[], tasks: readonly string[]): void {
  for (const [index, { scores, cost = 1 }] of candidates.entries()) {
    const bad = Object.entries(scores).find(([, score]) => score !== undefined && !Number.isFinite(score));
    const unknown = Object.keys(scores).find((task) => !tasks.includes(task));
    if (bad === undefined && unknown === undefined && cost > 0) continue;
    throw new TomoniError({
      code: 'invalid-argument',
      what:
        bad !== undefined
          ? `The score of '${bad[0]}' in a group is ${bad[1]}.`
          : unknown !== undefined
            ? `A group names '${unknown}', which is not among the tasks.`
            : `The cost of a group is ${cost}.`,
      where: { row: index },
      remedy: 'Give finite scores of known tasks, and costs above 0.',
    });
  }
}
