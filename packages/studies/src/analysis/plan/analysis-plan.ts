import type { Correction } from '@tomoni/statistics';

/** The tests that a plan can name: of the runs of two arms; the last is Nadeau and Bengio's corrected resampled t-test, for folds that share training data. */
export type PlannedTest =
  | 'welch'
  | 'student'
  | 'permutation'
  | 'mann-whitney'
  | 'paired'
  | 'paired-permutation'
  | 'wilcoxon'
  | 'corrected-resampled';

/** All of them. */
export const plannedTests: readonly PlannedTest[] = [
  'welch',
  'student',
  'permutation',
  'mann-whitney',
  'paired',
  'paired-permutation',
  'wilcoxon',
  'corrected-resampled',
];

/** One question of a study: an arm against another. */
export type PlannedComparison = {
  readonly arm: string;
  /** Default: the plan's baseline. */
  readonly baseline?: string;
};

/**
 * How the results of a study are going to be analysed, settled before its first trial: plain data, stored with the study.
 *
 * What a report holds beyond it is labelled post hoc.
 */
export type AnalysisPlan = {
  /** The task by which arms are judged. */
  readonly task: string;
  /** The name of its score, such as `rmse`. */
  readonly score: string;
  /** Which way the score is better. Default: as its name usually means. */
  readonly better?: 'higher' | 'lower';
  /** The arm that others are tested against. */
  readonly baseline: string;
  /** Default: every other arm against the baseline. */
  readonly comparisons?: readonly PlannedComparison[];
  /** The part of the data whose scores are compared. Default: `test`. */
  readonly part?: string;
  /** The part on which the best arm is chosen. Default: `validation`. */
  readonly selection?: string;
  /** Default: `corrected-resampled` where trials have folds, otherwise `welch`. */
  readonly test?: PlannedTest;
  /** Whether a difference in either direction is looked for, or only arms that are better than their baseline. Default: `two-sided`. */
  readonly alternative?: 'two-sided' | 'better';
  /** Of the p-values of the planned comparisons. Default: `holm`. */
  readonly correction?: Correction;
  /** Share of false alarms that is accepted, in (0, 0.5). Default: 0.05. */
  readonly alpha?: number;
  /** Rows tested on for each row trained on, where trials have folds. Default: that of folds of k, one of them tested on, one for validation: 1 / (k − 2). */
  readonly ratio?: number;
  /** The largest difference that does not matter, in the unit of the score: adds tests of equivalence. */
  readonly margin?: number;
};
