import type { ScoreTable, TrialError, TrialSpec } from '@tomoni/spec';
import type { AnalysisPlan } from '../analysis/plan/analysis-plan.js';
import type { Selection, TestOpening } from '../results/study-results.js';

/** What the journal of this version begins with. */
export const journalFormat = { format: 'tomoni-study', version: 1 } as const;

/** The first line of a journal; a version that goes on with another's journal writes one of its own before what it adds. */
export type HeaderEntry = {
  readonly type: 'study';
  readonly format: string;
  readonly version: number;
  readonly name: string;
  readonly at: string;
};

/** The plan, or another one in its place; with a reason where results were there. */
export type PlanEntry = {
  readonly type: 'plan';
  readonly at: string;
  readonly plan: AnalysisPlan;
  readonly reason?: string;
};

/** Where something stands in the file of details. */
export type Place = {
  /** First byte. */
  readonly start: number;
  readonly bytes: number;
  /** First half of the SHA-256 of these bytes. */
  readonly digest: string;
};

/** The scores of one part, and where its examples are kept. */
export type PartEntry = {
  readonly scores: ScoreTable;
  readonly predictions?: Place;
  readonly labels?: Place;
};

/** The result of a trial. */
export type ResultEntry = {
  readonly type: 'result';
  readonly trial: TrialSpec;
  readonly startedAt: string;
  readonly seconds: number;
  readonly worker: string;
} & (
  | {
      readonly status: 'done';
      readonly parts: Readonly<Record<string, PartEntry>>;
      readonly history?: Place;
      readonly extra?: Place;
    }
  | { readonly status: 'failed'; readonly error: TrialError }
);

/** An arm was chosen. */
export type SelectionEntry = { readonly type: 'selection' } & Selection;

/** The test part was opened. */
export type OpeningEntry = { readonly type: 'opening' } & TestOpening;

/** A line of the journal. */
export type Entry = HeaderEntry | PlanEntry | ResultEntry | SelectionEntry | OpeningEntry;
