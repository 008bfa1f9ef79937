import { type JsonObject, TomoniError, type TrialSpec } from '@tomoni/spec';
import type { ResultEntry } from '../store/entries.js';
import type { ScoreQuery, TrialScore } from './study-results.js';

/** The values of one score, by arm in the order of its first result, within an arm by fold and seed. */
export function queryScores<Parameters extends JsonObject>(
  results: ReadonlyMap<string, ResultEntry>,
  {
    task,
    score,
    part,
    arms,
    preparations = false,
  }: ScoreQuery & Required<Pick<ScoreQuery, 'task' | 'score' | 'part'>>,
): TrialScore<Parameters>[] {
  const found = new Map<string, TrialScore<Parameters>[]>();
  const asked = [...results.values()].flatMap((result) => {
    const { arm, preparation = false } = result.trial;
    if (result.status === 'failed' || (preparation && !preparations)) return [];
    return arms === undefined || arms.includes(arm) ? [result] : [];
  });
  for (const { trial, parts } of asked) {
    const value = parts[part]?.scores[task]?.[score];
    if (value === undefined) continue;
    const own = found.get(trial.arm) ?? [];
    own.push({ trial: trial as TrialSpec<Parameters>, value });
    found.set(trial.arm, own);
  }
  if (found.size === 0 && asked.length > 0)
    throw noScore(`${part} ${task} ${score}`, new Set(asked.flatMap(namesOf)));
  return [...found.values()].flatMap((scores) => scores.sort(byFoldAndSeed));
}

/** Scores by arm. */
export function byArm<Parameters extends JsonObject>(
  scores: readonly TrialScore<Parameters>[],
): Record<string, TrialScore<Parameters>[]> {
  const arms = new Map<string, TrialScore<Parameters>[]>();
  for (const score of scores) {
    const own = arms.get(score.trial.arm);
    if (own === undefined) arms.set(score.trial.arm, [score]);
    else own.push(score);
  }
  return Object.fromEntries(arms);
}

function byFoldAndSeed({ trial: a }: TrialScore, { trial: b }: TrialScore): number {
  return (a.fold ?? -1) - (b.fold ?? -1) || a.seed - b.seed;
}

/** All scores of a result: `validation interest rmse`. */
function namesOf(result: ResultEntry & { status: 'done' }): string[] {
  return Object.entries(result.parts).flatMap(([part, { scores }]) =>
    Object.entries(scores).flatMap(([task, values]) =>
      Object.keys(values).map((score) => `${part} ${task} ${score}`),
    ),
  );
}

function noScore(asked: string, names: ReadonlySet<string>): TomoniError {
  return new TomoniError({
    code: 'not-found',
    what: `No trial has the score '${asked}'.`,
    remedy:
      names.size === 0
        ? 'Let the function that runs a trial return it.'
        : `These are there: ${[...names].sort().join(', ')}.`,
  });
}
