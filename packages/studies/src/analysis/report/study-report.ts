import type { EquivalenceResult, Interval, Summary, TestResult } from '@tomoni/statistics';
import type { AnalysisPlan } from '../plan/analysis-plan.js';
import type { UnscoredRun } from '../runs/scored-runs.js';

/** Where the runs of a study differ, and hence what chance is tested against. */
export interface StudyDesign {
  /** `folds` of a cross validation, `seeds` on one split, or `single runs`, of which nothing can be tested. */
  readonly kind: 'folds' | 'seeds' | 'single runs';
  readonly arms: number;
  readonly runs: number;
  /** Numbers of the folds; empty without folds. */
  readonly folds: readonly number[];
  readonly seeds: readonly number[];
}

/** The runs of one arm. */
export interface ArmReport {
  readonly arm: string;
  /** One per run, or per fold, over the seeds of which it is the mean. */
  readonly scores: readonly number[];
  readonly summary: Summary;
  /** Of the mean, by Student's t, for seeds; `undefined` for folds, which are not independent, and for a single run. */
  readonly interval: Interval | undefined;
}

/** One arm against another. */
export interface ArmComparison {
  readonly arm: string;
  readonly baseline: string;
  /** Whether it stood in the plan; otherwise it is post hoc. */
  readonly planned: boolean;
  /** Number of values on either side. */
  readonly values: readonly [number, number];
  /** Arm less baseline; `undefined` where it could not be made. */
  readonly test: TestResult | undefined;
  /** Why there is no test, in a sentence. */
  readonly untested?: string;
  /** For folds, the paired t-test that takes them to be independent, beside the corrected one. */
  readonly uncorrected: TestResult | undefined;
  /** After the plan's correction, over the planned comparisons; of post hoc ones Holm's, over them; `undefined` without a test. */
  readonly adjustedPValue: number | undefined;
  readonly verdict: 'better' | 'worse' | 'undecided' | 'untested';
  /** Whether they differ by less than the plan's margin. */
  readonly equivalence: EquivalenceResult | undefined;
  /** The smallest true difference that was found with probability 0.8, given how the runs turned out to vary; by a t-test, before any correction for several comparisons. */
  readonly detectable: number | undefined;
  /** Seeds or folds that one of both lacks, where runs are paired. */
  readonly unpaired: readonly string[];
}

/** The arm that was chosen, and how it did. */
export interface ChosenArm {
  readonly arm: string;
  /** The part by which it was chosen. */
  readonly part: string;
  /** Number of arms that it was chosen among. */
  readonly candidates: number;
  /** Its mean there; `undefined` where scores of that part are not given. */
  readonly selecting: number | undefined;
  /** Its mean on the compared part; `undefined` where it has no score there. */
  readonly mean: number | undefined;
}

/** What a study found, and what it allows to claim: plain data. */
export interface StudyReport {
  readonly plan: AnalysisPlan;
  readonly better: 'higher' | 'lower';
  /** The part whose scores are compared. */
  readonly part: string;
  readonly design: StudyDesign;
  /** The baseline first. */
  readonly arms: readonly ArmReport[];
  readonly planned: readonly ArmComparison[];
  /** Comparisons that were not planned: they give questions for another study, not answers. */
  readonly postHoc: readonly ArmComparison[];
  readonly chosen: ChosenArm | undefined;
  /** Trials without a score: failed, missing, or not finite. */
  readonly omitted: readonly UnscoredRun[];
  /** What a reader must know before the numbers. */
  readonly warnings: readonly string[];
  /** What the design of the study allows to claim, and what it does not. */
  readonly claims: readonly string[];
}
