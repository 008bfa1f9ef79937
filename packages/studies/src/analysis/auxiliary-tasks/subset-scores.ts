import { TomoniError } from '@tomoni/spec';
import type { ScoredRun } from '../runs/scored-runs.js';

/** What models with one subset of the auxiliary tasks scored on the main task. */
export interface SubsetScores {
  /** The auxiliary tasks; none for the single-task model. */
  readonly tasks: readonly string[];
  /** One per run; from a printed table the mean alone. */
  readonly scores: readonly number[];
}

/**
 * Puts the runs of each subset of auxiliary tasks together, in the order of their first runs.
 *
 * @param tasksOf the auxiliary tasks of a run; `undefined` leaves the run out, such as one of a control. Default: as trials of {@link auxiliarySubsets} say
 *
 * @example
 * ```ts
 * import { byCount, type ScoredRun, subsetScores } from '@tomoni/studies';
 *
 * const runs: ScoredRun[] = [
 *   { id: '1', arm: 'single-task', seed: 1, parameters: { auxiliary: [] }, score: 0.72 },
 *   { id: '2', arm: 'appeal', seed: 1, parameters: { auxiliary: ['appeal'] }, score: 0.69 },
 * ];
 * console.log(byCount(subsetScores(runs)).counts.length); // 2
 * ```
 */
export function subsetScores(
  runs: Iterable<ScoredRun>,
  tasksOf: (run: ScoredRun) => readonly string[] | undefined = ownTasks,
): SubsetScores[] {
  const subsets = new Map<string, { tasks: readonly string[]; scores: number[] }>();
  for (const run of runs) {
    const tasks = tasksOf(run);
    if (tasks === undefined) continue;
    const key = subsetKey(tasks);
    const subset = subsets.get(key) ?? { tasks, scores: [] };
    subset.scores.push(run.score);
    subsets.set(key, subset);
  }
  return [...subsets.values()];
}

function ownTasks({ parameters: { auxiliary, control } }: ScoredRun): readonly string[] | undefined {
  return Array.isArray(auxiliary) && control === undefined ? auxiliary.map(String) : undefined;
}

/** Names a subset whatever the order of its tasks. */
export function subsetKey(tasks: readonly string[]): string {
  return JSON.stringify([...tasks].sort());
}

/** A subset as it is read by people. */
export function subsetName(tasks: readonly string[]): string {
  return tasks.length === 0 ? 'single task' : tasks.join(' + ');
}

/**
 * The subsets, checked, and the names of all tasks in the order in which they first appear.
 *
 * @throws TomoniError `invalid-data` where there is no subset, one stands twice or has no score, or a score is not finite
 */
export function checkedSubsets(subsets: readonly SubsetScores[]): readonly string[] {
  const seen = new Set<string>();
  for (const { tasks, scores } of subsets) {
    const name = subsetName(tasks);
    const key = subsetKey(tasks);
    if (seen.has(key)) throw invalid(`The subset '${name}' stands twice.`, 'Put its runs together.');
    seen.add(key);
    if (scores.length === 0)
      throw invalid(`The subset '${name}' has no run.`, 'Leave it out, or run its trials again.');
    const odd = scores.find((score) => !Number.isFinite(score));
    if (odd !== undefined)
      throw invalid(
        `The subset '${name}' has the score ${odd}.`,
        'Find out why the run failed, and leave it out openly.',
      );
  }
  if (subsets.length === 0) throw invalid('There is no subset of tasks.', 'Give the runs of the study.');
  return [...new Set(subsets.flatMap(({ tasks }) => tasks))];
}

/** @throws TomoniError `invalid-data` with this text */
export function invalid(what: string, remedy: string): TomoniError {
  return new TomoniError({ code: 'invalid-data', what, remedy });
}
