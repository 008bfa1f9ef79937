import type { TrialResult } from '@tomoni/spec';
import { comparisonPart, selectionPart } from '../../plan/plan-direction.js';
import type { OpenedTest, StudyResults, TrialScore } from '../../results/study-results.js';
import type { AnalysisPlan } from '../plan/analysis-plan.js';
import { placeOf, type ScoredRun, scoredRuns, scoreOrReason, type UnscoredRun } from '../runs/scored-runs.js';
import { analyzeRuns, type StudyConduct } from './analyze-runs.js';
import type { StudyReport } from './study-report.js';

/**
 * Analyses the results of trials as a plan says; those that failed or lack the score are listed in the report.
 *
 * Arms are chosen by the plan's selecting part, where trials have scores there.
 *
 * @throws TomoniError as {@link analyzeRuns}
 *
 * @example
 * ```ts
 * import type { TrialResult } from '@tomoni/spec';
 * import { toMarkdown } from '@tomoni/statistics';
 * import { analyze, reportTables } from '@tomoni/studies';
 *
 * const trial = (arm: string, seed: number, accuracy: number): TrialResult => ({
 *   trial: { id: `${arm}-${seed}`, arm, seed, parameters: {} },
 *   startedAt: '2026-01-01T00:00:00.000Z',
 *   seconds: 1,
 *   worker: 'laptop',
 *   status: 'done',
 *   outcome: { parts: { test: { scores: { topic: { accuracy } } } } },
 * });
 * const results = [1, 2, 3].flatMap((seed) => [
 *   trial('single', seed, 0.9 + seed / 1000),
 *   trial('multi', seed, 0.92 + seed / 500),
 * ]);
 * const report = analyze(results, { task: 'topic', score: 'accuracy', baseline: 'single' });
 * for (const table of reportTables(report)) console.log(toMarkdown(table));
 * ```
 */
export function analyze(
  results: readonly TrialResult[],
  plan: AnalysisPlan,
  conduct: StudyConduct = {},
): StudyReport {
  const { task, score } = plan;
  const part = conduct.part ?? comparisonPart(plan);
  const { runs, unscored } = scoredRuns(results, { task, score, part });
  const selecting = scoredRuns(results, { task, score, part: selectionPart(plan) }).runs;
  return analyzeRuns(runs, plan, { part, unscored, selecting, ...conduct });
}

/** Options of {@link analyzeStudy}. */
export interface StudyAnalysisOptions extends Pick<StudyConduct, 'expected' | 'postHoc'> {
  /** The opened test part. Without it, arms are compared on the part that selects, and the report says so. */
  readonly test?: OpenedTest;
}

/**
 * Analyses a study from its store, as its stored plan says: with its failed trials, its selections, when the test part was opened, and how the plan was changed.
 *
 * @throws TomoniError as {@link analyzeRuns}; `not-found` where no trial has the planned score
 *
 * @example
 * ```ts
 * import { toMarkdown } from '@tomoni/statistics';
 * import { analyzeStudy, openStudy, reportTables } from '@tomoni/studies';
 *
 * const study = await openStudy('out/auxiliary-selection');
 * await study.selectBest();
 * const report = analyzeStudy(study, { test: await study.openTest() });
 * for (const table of reportTables(report)) console.log(toMarkdown(table));
 * ```
 */
export function analyzeStudy(study: StudyResults, options: StudyAnalysisOptions = {}): StudyReport {
  const { test, ...rest } = options;
  const plan = study.plan.current;
  const part = test === undefined ? selectionPart(plan) : comparisonPart(plan);
  const runs = (test ?? study).scores({ part }).map(scoredRun);
  const finite = runs.filter(({ score }) => Number.isFinite(score));
  const selection = study.selections.at(-1);
  return analyzeRuns(finite, plan, {
    ...rest,
    part,
    unscored: unscoredTrials(study, runs, part),
    selecting: study.scores({ part: selectionPart(plan) }).map(scoredRun),
    ...(selection !== undefined && { selection }),
    openings: study.openings.map(({ at }) => at),
    planStored: study.plan.trialsBefore === 0,
    amendments: study.plan.amendments,
    notices: [...study.notices, ...(test?.warnings ?? [])],
  });
}

function scoredRun({ trial, value }: TrialScore): ScoredRun {
  return { ...placeOf(trial), parameters: trial.parameters, score: value };
}

function unscoredTrials(study: StudyResults, runs: readonly ScoredRun[], part: string): UnscoredRun[] {
  const scores = new Map(runs.map(({ id, score }) => [id, score]));
  return study.trials.flatMap((result): UnscoredRun[] => {
    if (result.trial.preparation) return [];
    const found = scoreOrReason(result, scores.get(result.trial.id), { ...study.plan.current, part });
    return typeof found === 'number' ? [] : [{ ...placeOf(result.trial), reason: found }];
  });
}
