import type { AnalysisPlan } from '../analysis/plan/analysis-plan.js';

/** A change of a plan after results were there. */
export type PlanAmendment = {
  /** When: an ISO 8601 date and time. */
  readonly at: string;
  readonly reason: string;
  /** The plan that held before. */
  readonly before: AnalysisPlan;
  /** Trials that had a result by then. */
  readonly trials: number;
  /** Whether the test part had been opened by then. */
  readonly testOpened: boolean;
};

/** The plan of an analysis as it stands in a study's store. */
export interface StoredPlan {
  /** The plan that holds now. */
  readonly current: AnalysisPlan;
  /** When it was stored: an ISO 8601 date and time. */
  readonly at: string;
  /** Trials that had a result when a plan was first stored: 0, but where an earlier plan was lost. */
  readonly trialsBefore: number;
  /** What was changed after the first result, in order. */
  readonly amendments: readonly PlanAmendment[];
}
