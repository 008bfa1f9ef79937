import { type Json, TomoniError, type TrialResult } from '@tomoni/spec';

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
  const { arm, task, part = 'test' } = choice;
  const runs: AnsweredRun[] = [];
  for (const result of results) {
    const { id, seed, fold, preparation } = result.trial;
    if (result.trial.arm !== arm || preparation || result.status === 'failed') continue;
    const found = result.outcome.parts[part];
    const predictions = found?.predictions?.[task];
    const labels = found?.labels?.[task];
    if (predictions === undefined || labels === undefined || predictions.length !== labels.length)
      throw new TomoniError({
        code: 'invalid-data',
        what: `The trial '${id}' has ${predictions?.length ?? 'no'} predictions and ${labels?.length ?? 'no'} labels on the ${part} part.`,
        where: { task, data: part },
        remedy: 'Let trials keep their predictions and labels, one per row.',
      });
    const rows = labels.flatMap((label, row) => (label === null ? [] : [row]));
    runs.push({
      id,
      seed,
      ...(fold !== undefined && { fold }),
      rows,
      predictions: rows.map((row) => predictions[row] as Json),
      labels: rows.map((row) => labels[row] as Json),
    });
  }
  return runs;
}
