import type { JsonObject, TrialError, TrialResult, TrialSpec } from '@tomoni/spec';

/** Which score of a trial is looked at. */
export interface ScoreChoice {
  readonly task: string;
  /** Name of the score, such as `accuracy`. */
  readonly score: string;
  /** Name of the part of the data. Default: `test`. */
  readonly part?: string;
}

/** A trial and its score. */
export interface ScoredRun {
  readonly id: string;
  readonly arm: string;
  readonly seed: number;
  readonly fold?: number;
  readonly parameters: JsonObject;
  readonly score: number;
}

/** A trial without a score that can be used. */
export interface UnscoredRun {
  readonly id: string;
  readonly arm: string;
  readonly seed: number;
  readonly fold?: number;
  /** One sentence. */
  readonly reason: string;
}

/** The runs of a study by one score; nothing is left out without being listed. */
export interface ScoredRuns {
  readonly runs: readonly ScoredRun[];
  /** Trials that failed, that lack the score, or whose score is not a finite number. */
  readonly unscored: readonly UnscoredRun[];
}

/**
 * Takes one score out of the results of a study; trials that only prepare others are passed over.
 *
 * @example
 * ```ts
 * import type { TrialResult } from '@tomoni/spec';
 * import { scoredRuns } from '@tomoni/studies';
 *
 * const results: TrialResult[] = [];
 * const { runs, unscored } = scoredRuns(results, { task: 'interest', score: 'rmse' });
 * console.log(runs.length, unscored.map(({ id, reason }) => `${id}: ${reason}`));
 * ```
 */
export function scoredRuns(results: Iterable<TrialResult>, choice: ScoreChoice): ScoredRuns {
  const runs: ScoredRun[] = [];
  const unscored: UnscoredRun[] = [];
  const { task, score, part = 'test' } = choice;
  for (const result of results) {
    const { trial } = result;
    if (trial.preparation) continue;
    const value = result.status === 'done' ? result.outcome.parts[part]?.scores[task]?.[score] : undefined;
    const found = scoreOrReason(result, value, choice);
    if (typeof found === 'number')
      runs.push({ ...placeOf(trial), parameters: trial.parameters, score: found });
    else unscored.push({ ...placeOf(trial), reason: found });
  }
  return { runs, unscored };
}

/** The score of a trial, or a sentence why it has none that can be used. */
export function scoreOrReason(
  result: { readonly status: 'done' } | { readonly status: 'failed'; readonly error: TrialError },
  value: number | undefined,
  { task, score, part = 'test' }: ScoreChoice,
): number | string {
  if (result.status === 'failed') return `It failed (${result.error.code}): ${result.error.message}`;
  if (value === undefined) return `It has no score '${score}' of '${task}' on the ${part} part.`;
  return Number.isFinite(value) ? value : `Its '${score}' on the ${part} part is ${value}.`;
}

/** What names a trial to people. */
export function placeOf({ id, arm, seed, fold }: TrialSpec) {
  return { id, arm, seed, ...(fold !== undefined && { fold }) };
}
