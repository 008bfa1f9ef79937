import type { JsonObject, TrialResult, TrialSpec } from '@tomoni/spec';

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
  for (const result of results) {
    if (result.trial.preparation) continue;
    const found = scoreOf(result, choice);
    if (typeof found === 'number')
      runs.push({ ...placeOf(result.trial), parameters: result.trial.parameters, score: found });
    else unscored.push({ ...placeOf(result.trial), reason: found });
  }
  return { runs, unscored };
}

/** The score, or a sentence why there is none. */
function scoreOf(result: TrialResult, { task, score, part = 'test' }: ScoreChoice): number | string {
  if (result.status === 'failed') return `It failed (${result.error.code}): ${result.error.message}`;
  const value = result.outcome.parts[part]?.scores[task]?.[score];
  if (value === undefined) return `It has no score '${score}' of '${task}' on the ${part} part.`;
  return Number.isFinite(value) ? value : `Its '${score}' on the ${part} part is ${value}.`;
}

/** What names a trial to people. */
export function placeOf({ id, arm, seed, fold }: TrialSpec) {
  return { id, arm, seed, ...(fold !== undefined && { fold }) };
}
