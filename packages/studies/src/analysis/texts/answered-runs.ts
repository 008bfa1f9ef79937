import { type Json, TomoniError, type TrialResult, type TrialSpec } from '@tomoni/spec';
import type { PartResults, StudyResults } from '../../results/study-results.js';
import { placeOf } from '../runs/scored-runs.js';

/** Whose answers are looked at. */
export interface AnswerChoice {
  readonly arm: string;
  readonly task: string;
  /** Name of the part of the data. Default: `test`. */
  readonly part?: string;
}

/** One run's answers to the labelled texts of a part, in the order of its rows. */
export interface AnsweredRun {
  readonly id: string;
  readonly arm: string;
  readonly seed: number;
  readonly fold?: number;
  /** Index of each text among the rows of the part. */
  readonly rows: readonly number[];
  readonly predictions: readonly Json[];
  readonly labels: readonly Json[];
}

/**
 * The answers of an arm's runs to the texts that have a label.
 *
 * @throws TomoniError `invalid-data` where a finished run of the arm lacks predictions or labels, or has not one of each per row
 *
 * @example
 * ```ts
 * import type { TrialResult } from '@tomoni/spec';
 * import { answeredRuns } from '@tomoni/studies';
 *
 * const results: TrialResult[] = [];
 * for (const { seed, predictions } of answeredRuns(results, { arm: 'multi-task', task: 'topic' }))
 *   console.log(seed, predictions.length);
 * ```
 */
export function answeredRuns(results: Iterable<TrialResult>, choice: AnswerChoice): AnsweredRun[] {
  const { part = 'test', task } = choice;
  const runs: AnsweredRun[] = [];
  for (const result of results) {
    if (!isChosen(result.trial, choice) || result.status === 'failed') continue;
    const found = result.outcome.parts[part];
    runs.push(answeredRun(result.trial, found?.predictions?.[task], found?.labels?.[task], choice));
  }
  return runs;
}

/**
 * The same from a study in its folder: of the part that selects, or of the test part once it is opened.
 *
 * @param opened the study itself, or what its `openTest` gave
 * @throws TomoniError as {@link answeredRuns}; `invalid-argument` where the part is sealed
 *
 * @example
 * ```ts
 * import { compareTexts, openStudy, studyAnswers } from '@tomoni/studies';
 *
 * const study = await openStudy('out/layers');
 * const test = await study.openTest({ selected: false });
 * const answers = (arm: string) => studyAnswers(study, test, { arm, task: 'topic' });
 * console.log(compareTexts(await answers('layer 2'), await answers('layer 2, single-task')).bootstrap.description);
 * ```
 */
export async function studyAnswers(
  study: StudyResults,
  opened: PartResults,
  choice: AnswerChoice,
): Promise<AnsweredRun[]> {
  const { part = 'test', task } = choice;
  const runs: AnsweredRun[] = [];
  for (const { trial, status } of study.trials) {
    if (!isChosen(trial, choice) || status === 'failed') continue;
    const found = await opened.examples(trial.id, part);
    runs.push(answeredRun(trial, found?.predictions[task], found?.labels[task], choice));
  }
  return runs;
}

function isChosen({ arm, preparation = false }: TrialSpec, choice: AnswerChoice): boolean {
  return arm === choice.arm && !preparation;
}

function answeredRun(
  trial: TrialSpec,
  predictions: readonly Json[] | undefined,
  labels: readonly Json[] | undefined,
  { task, part = 'test' }: AnswerChoice,
): AnsweredRun {
  if (predictions === undefined || labels === undefined || predictions.length !== labels.length)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The trial '${trial.id}' has ${predictions?.length ?? 'no'} predictions and ${labels?.length ?? 'no'} labels on the ${part} part.`,
      where: { task, data: part },
      remedy: 'Let trials keep their predictions and labels, one per row.',
    });
  const rows = labels.flatMap((label, row) => (label === null ? [] : [row]));
  return {
    ...placeOf(trial),
    rows,
    predictions: rows.map((row) => predictions[row] as Json),
    labels: rows.map((row) => labels[row] as Json),
  };
}
