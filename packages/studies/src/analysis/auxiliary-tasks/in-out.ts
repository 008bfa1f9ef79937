import { type ContrastResult, contrastTest, mean } from '@tomoni/statistics';
import { checkedSubsets, invalid, type SubsetScores } from './subset-scores.js';

/** Models with a task beside models without it. */
export interface MeanComparison {
  /** Mean over the subsets that have the task, each counted alike. */
  readonly in: number;
  /** Mean over the subsets that lack it. */
  readonly out: number;
  /** `in` less `out`. */
  readonly difference: number;
  /** Of the difference, from how runs of one subset vary; each subset has its own variance. `undefined` where a subset has a single run. */
  readonly test: ContrastResult | undefined;
}

/** Subsets with and without a task that have the same number of tasks. */
export interface MatchedComparison {
  readonly byCount: readonly (MeanComparison & { readonly count: number })[];
  /** Over the numbers of tasks, each weighted as in least squares with a level of its own. */
  readonly difference: number;
  readonly test: ContrastResult | undefined;
}

/** What one auxiliary task does, in three ways of asking. */
export interface TaskInOut {
  readonly task: string;
  /** Over all subsets: what is usually printed. Its `out` holds the single-task model, which is not only without this task but without any. */
  readonly all: MeanComparison;
  /** The single-task model left out; `undefined` where no other subset lacks the task. */
  readonly withoutBaseline: MeanComparison | undefined;
  /** At the same number of tasks, so that "this task" is not mixed with "one task more"; `undefined` where no number has both. */
  readonly matched: MatchedComparison | undefined;
}

/**
 * For each auxiliary task the mean main score of models with it and without it: over all subsets, without the single-task model, and among subsets of equal size.
 *
 * @throws TomoniError `invalid-data` where a task is in every subset, or a subset stands twice, has no score, or one that is not finite
 *
 * @example
 * ```ts
 * import { inOut } from '@tomoni/studies';
 *
 * const tasks = inOut([
 *   { tasks: [], scores: [0.87, 0.86] },
 *   { tasks: ['appeal'], scores: [0.73, 0.72] },
 *   { tasks: ['rarity'], scores: [0.71, 0.72] },
 *   { tasks: ['appeal', 'rarity'], scores: [0.69, 0.7] },
 * ]);
 * for (const { task, all, matched } of tasks) console.log(task, all.difference, matched?.test?.interval);
 * ```
 */
export function inOut(subsets: readonly SubsetScores[]): TaskInOut[] {
  return checkedSubsets(subsets).map((task) => {
    const all = compared(subsets, task);
    if (all === undefined)
      throw invalid(
        `The task '${task}' is in every subset, so that its effect cannot be found.`,
        'Add subsets without it.',
      );
    const some = subsets.filter(({ tasks }) => tasks.length > 0);
    return { task, all, withoutBaseline: compared(some, task), matched: matched(some, task) };
  });
}

/** `undefined` where there is no subset with the task, or none without. */
function compared(subsets: readonly SubsetScores[], task: string): MeanComparison | undefined {
  const inside = subsets.filter(({ tasks }) => tasks.includes(task));
  const outside = subsets.filter(({ tasks }) => !tasks.includes(task));
  if (inside.length === 0 || outside.length === 0) return undefined;
  const average = (members: readonly SubsetScores[]) => mean(members.map(({ scores }) => mean(scores)));
  return {
    in: average(inside),
    out: average(outside),
    difference: average(inside) - average(outside),
    test: tested(subsets, ({ tasks }) => (tasks.includes(task) ? 1 / inside.length : -1 / outside.length)),
  };
}

function matched(subsets: readonly SubsetScores[], task: string): MatchedComparison | undefined {
  const counts = [...new Set(subsets.map(({ tasks }) => tasks.length))].sort((a, b) => a - b);
  const strata = counts.flatMap((count) => {
    const members = subsets.filter(({ tasks }) => tasks.length === count);
    const comparison = compared(members, task);
    if (comparison === undefined) return [];
    const inside = members.filter(({ tasks }) => tasks.includes(task)).length;
    const outside = members.length - inside;
    return [{ count, members, comparison, inside, outside, share: (inside * outside) / members.length }];
  });
  if (strata.length === 0) return undefined;
  const total = strata.reduce((sum, { share }) => sum + share, 0);
  const weight = (subset: SubsetScores) => {
    const stratum = strata.find(({ count }) => count === subset.tasks.length);
    if (stratum === undefined) return 0;
    const part = subset.tasks.includes(task) ? 1 / stratum.inside : -1 / stratum.outside;
    return (stratum.share / total) * part;
  };
  return {
    byCount: strata.map(({ count, comparison }) => ({ count, ...comparison })),
    difference: strata.reduce(
      (sum, { share, comparison }) => sum + (share / total) * comparison.difference,
      0,
    ),
    test: tested(subsets, weight),
  };
}

/** The weighted sum of the subsets' means against 0. */
function tested(
  subsets: readonly SubsetScores[],
  weight: (subset: SubsetScores) => number,
): ContrastResult | undefined {
  const weights = subsets.map(weight);
  if (subsets.some(({ scores }, i) => weights[i] !== 0 && scores.length < 2)) return undefined;
  return contrastTest(
    subsets.map(({ scores }) => scores),
    weights,
  );
}
