import { resolve } from 'node:path';
import { type JsonObject, TomoniError } from '@tomoni/spec';
import { readStore } from '../store/study-store.js';
import { RecordedStudy } from './recorded-study.js';
import type { StudyResults } from './study-results.js';

/**
 * The results that a study has in its folder, without running anything; also while another process runs it.
 *
 * Lines that are damaged, cut short, or of a kind that only another version knows are left out and named in `notices`.
 *
 * @typeParam Parameters those of its trials
 * @throws TomoniError `not-found` where there is no study, `damaged-file` where its journal does not begin as one
 *
 * @example
 * ```ts
 * import { openStudy } from '@tomoni/studies';
 *
 * const results = await openStudy('out/auxiliary-selection');
 * console.log(results.trials.length, results.failed.length, results.notices);
 * for (const { trial, value } of results.scores()) console.log(trial.arm, trial.seed, value);
 * ```
 */
export async function openStudy<Parameters extends JsonObject = JsonObject>(
  folder: string,
): Promise<StudyResults<Parameters>> {
  const path = resolve(folder);
  const { name, record } = await readStore(path);
  if (record.plan === undefined)
    throw new TomoniError({
      code: 'damaged-file',
      what: 'The study has no plan of its analysis: the entry was lost.',
      where: { file: path },
      remedy: 'Run the study again with its plan and a reason in `amendment`.',
    });
  return new RecordedStudy<Parameters>(name, path, record, record.plan);
}
