import type { JsonObject, TrialSpec } from '@tomoni/spec';
import type { RecordedTrial, StudyResults } from '../results/study-results.js';

/** How far a study has come. */
export interface StudyStanding {
  /** Trials in all; `undefined` while later rounds are not known. */
  readonly total: number | undefined;
  /** Trials with a result, failed ones included. */
  readonly finished: number;
  readonly failed: number;
  /** Seconds left at the pace of this session; `undefined` before the first result, or where the total is not known. */
  readonly secondsLeft: number | undefined;
}

/** What a study tells while it runs, in order. */
export type StudyEvent<Parameters extends JsonObject = JsonObject> =
  | {
      readonly type: 'start';
      readonly study: string;
      readonly executor: string;
      readonly standing: StudyStanding;
    }
  /** Something that does not stop the study but that its owner should know. */
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'trial-start';
      readonly trial: TrialSpec<Parameters>;
      readonly worker: string;
      readonly standing: StudyStanding;
    }
  /** `fraction` of the trial is done, from 0 to 1. */
  | {
      readonly type: 'trial-progress';
      readonly trial: TrialSpec<Parameters>;
      readonly fraction: number;
      readonly standing: StudyStanding;
    }
  /** A worker was lost in the middle of the trial, which is run again. */
  | { readonly type: 'trial-retry'; readonly trial: TrialSpec<Parameters>; readonly reason: string }
  | {
      readonly type: 'trial-end';
      readonly result: RecordedTrial<Parameters>;
      /** Its planned score on the part that selects, where it has one. */
      readonly value: number | undefined;
      readonly standing: StudyStanding;
    }
  /** The study fails with this error; no event comes after it. */
  | { readonly type: 'failure'; readonly error: unknown }
  | { readonly type: 'end'; readonly results: StudyResults<Parameters>; readonly standing: StudyStanding };

/** Watches a study. The study waits for a returned promise, and fails with what a callback throws. */
export type StudyCallback = (event: StudyEvent) => void | Promise<void>;
