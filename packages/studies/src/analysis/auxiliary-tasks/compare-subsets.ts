import {
  type ComparisonOptions,
  compareRuns,
  comparisonTable,
  type RunComparison,
  type Table,
} from '@tomoni/statistics';
import { type BaselineSpread, baselineSpread } from './baseline-spread.js';
import { checkedSubsets, invalid, type SubsetScores, subsetName } from './subset-scores.js';

/** Options of {@link compareSubsets}. */
export interface SubsetOptions
  extends Pick<ComparisonOptions, 'metric' | 'higherIsBetter' | 'test' | 'correction' | 'confidence'> {}

/** All subsets beside the single-task model. */
export interface SubsetComparison {
  readonly comparison: RunComparison;
  /** Whether the single-task runs vary much more than the others; `undefined` where that cannot be told. */
  readonly baseline: BaselineSpread | undefined;
  /** One row per subset, with the score of every run. */
  readonly table: Table;
}

/**
 * Tests the runs of every subset of auxiliary tasks against the single-task runs, and notices where these vary much more than the others.
 *
 * @throws TomoniError `invalid-data` where there is no subset without tasks, or a subset stands twice, has no score, or one that is not finite
 *
 * @example
 * ```ts
 * import { toMarkdown } from '@tomoni/statistics';
 * import { compareSubsets } from '@tomoni/studies';
 *
 * const { table, baseline } = compareSubsets(
 *   [
 *     { tasks: [], scores: [0.72, 1.1, 0.71] },
 *     { tasks: ['appeal'], scores: [0.73, 0.72, 0.728] },
 *     { tasks: ['rarity'], scores: [0.71, 0.72, 0.718] },
 *   ],
 *   { metric: 'RMSE', higherIsBetter: false },
 * );
 * console.log(toMarkdown(table), baseline?.description);
 * ```
 */
export function compareSubsets(subsets: readonly SubsetScores[], options: SubsetOptions): SubsetComparison {
  checkedSubsets(subsets);
  const single = subsets.find(({ tasks }) => tasks.length === 0);
  if (single === undefined)
    throw invalid('There is no run of the single-task model.', 'Add the subset without tasks.');
  const results = Object.fromEntries(subsets.map(({ tasks, scores }) => [subsetName(tasks), scores]));
  const chosen = { ...options, baseline: subsetName([]), results };
  const others = subsets.filter(({ tasks }) => tasks.length > 0).map(({ scores }) => scores);
  const baseline = baselineSpread(single.scores, others);
  const rows = comparisonTable(chosen);
  const comparison = compareRuns(chosen);
  return {
    comparison,
    baseline,
    table: {
      ...rows,
      columns: [...rows.columns, { name: 'Every run', align: 'left' }],
      rows: rows.rows.map((row, i) => [
        ...row,
        { text: (comparison.methods[i]?.scores ?? []).map((score) => score.toPrecision(4)).join(' ') },
      ]),
      notes: [...rows.notes, ...(baseline?.unstable ? [baseline.description] : [])],
    },
  };
}
