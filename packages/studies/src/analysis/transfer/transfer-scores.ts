import { mean } from '@tomoni/statistics';
import type { ScoredRun } from '../runs/scored-runs.js';
import type { SimilarityInput } from './compare-similarity.js';

/**
 * The mean score of every target without a source and after each, from trials of {@link transferMatrix}, each target scored on its own task.
 *
 * What was adapted to a target's own texts is a source by the name `adapted`.
 *
 * @param runs of every target, by its own task: of several, those of one {@link scoredRuns} per task put together
 *
 * @example
 * ```ts
 * import { type ScoredRun, transferScores } from '@tomoni/studies';
 *
 * const run = (task: string, from: string | null, score: number): ScoredRun => ({
 *   id: `${from}-${task}`,
 *   arm: from === null ? task : `${from} → ${task}`,
 *   seed: 1,
 *   parameters: { task, objective: 'labels', from },
 *   score,
 * });
 * const { single, transfer } = transferScores([run('reviews', null, 0.84), run('reviews', 'tweets', 0.86)]);
 * console.log(single.reviews, transfer.reviews?.tweets);
 * ```
 */
export function transferScores(runs: Iterable<ScoredRun>): Pick<SimilarityInput, 'single' | 'transfer'> {
  const alone = new Map<string, number[]>();
  const after = new Map<string, Map<string, number[]>>();
  for (const { parameters, score } of runs) {
    const { task, from, objective } = parameters;
    if (typeof task !== 'string' || objective !== 'labels') continue;
    if (typeof from === 'string') {
      const sources = after.get(task) ?? new Map<string, number[]>();
      after.set(task, sources.set(from, [...(sources.get(from) ?? []), score]));
    } else alone.set(task, [...(alone.get(task) ?? []), score]);
  }
  const means = (scores: ReadonlyMap<string, readonly number[]>) =>
    Object.fromEntries(Array.from(scores, ([name, values]) => [name, mean(values)]));
  return {
    single: means(alone),
    transfer: Object.fromEntries(Array.from(after, ([target, sources]) => [target, means(sources)])),
  };
}
