import { type Correlation, mean, pearson, type Summary, summarize } from '@tomoni/statistics';
import { checkedSubsets, type SubsetScores } from './subset-scores.js';

/** The models with one number of auxiliary tasks. */
export interface CountScores {
  /** Number of auxiliary tasks. */
  readonly count: number;
  /** How many subsets have that number. */
  readonly subsets: number;
  /** Mean of the means of these subsets, each counted alike. */
  readonly mean: number;
  /** Of all runs. */
  readonly summary: Summary;
  /** Of all runs, to be shown one by one. */
  readonly scores: readonly number[];
}

/** The main score against the number of auxiliary tasks. */
export interface ByCount {
  /** Ascending. */
  readonly counts: readonly CountScores[];
  /** Pearson's, between the numbers of tasks and the means; of means, so that its p-value rests on as many points as there are numbers. `undefined` for fewer than three. */
  readonly correlation: Correlation | undefined;
  /** The same from one auxiliary task on: whether more of them help, and not only some. */
  readonly correlationWithoutBaseline: Correlation | undefined;
}

/**
 * The mean main score by number of auxiliary tasks, and how they go together.
 *
 * @throws TomoniError `invalid-data` where a subset stands twice, has no score, or one that is not finite
 *
 * @example
 * ```ts
 * import { byCount } from '@tomoni/studies';
 *
 * const { counts } = byCount([
 *   { tasks: [], scores: [0.87, 0.86] },
 *   { tasks: ['appeal'], scores: [0.73, 0.72] },
 *   { tasks: ['rarity'], scores: [0.71, 0.72] },
 *   { tasks: ['appeal', 'rarity'], scores: [0.69, 0.7] },
 * ]);
 * for (const { count, mean } of counts) console.log(count, mean);
 * ```
 */
export function byCount(subsets: readonly SubsetScores[]): ByCount {
  checkedSubsets(subsets);
  const numbers = [...new Set(subsets.map(({ tasks }) => tasks.length))].sort((a, b) => a - b);
  const counts = numbers.map((count) => {
    const members = subsets.filter(({ tasks }) => tasks.length === count);
    const scores = members.flatMap((member) => member.scores);
    return {
      count,
      subsets: members.length,
      mean: mean(members.map((member) => mean(member.scores))),
      summary: summarize(scores),
      scores,
    };
  });
  return {
    counts,
    correlation: correlated(counts),
    correlationWithoutBaseline: correlated(counts.filter(({ count }) => count > 0)),
  };
}

function correlated(counts: readonly CountScores[]): Correlation | undefined {
  if (counts.length < 3) return undefined;
  return pearson(
    counts.map(({ count }) => count),
    counts.map((each) => each.mean),
  );
}
