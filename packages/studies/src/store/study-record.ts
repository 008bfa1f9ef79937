import { isDeepStrictEqual } from 'node:util';
import type { PlanAmendment, StoredPlan } from '../plan/stored-plan.js';
import type { Selection, TestOpening } from '../results/study-results.js';
import { canonicalJson } from '../trials/canonical-json.js';
import type { Entry, HeaderEntry, Place, ResultEntry } from './entries.js';

/** What the entries of a journal come to. It is built up entry by entry, in the same way from the file and while a study runs. */
export class StudyRecord {
  readonly #results = new Map<string, ResultEntry>();
  readonly selections: Selection[] = [];
  readonly openings: TestOpening[] = [];
  /** Sentences on what was ignored. */
  readonly notices: string[] = [];
  plan: StoredPlan | undefined;

  constructor(entries: Iterable<Exclude<Entry, HeaderEntry>> = []) {
    for (const entry of entries) this.add(entry);
  }

  /** The results by trial, in the order in which they were first recorded. */
  get results(): ReadonlyMap<string, ResultEntry> {
    return this.#results;
  }

  /** Whether a result would count: the first one of a trial, or one after a failure. */
  counts(result: { readonly trial: { readonly id: string } }): boolean {
    return this.#results.get(result.trial.id)?.status !== 'done';
  }

  add(entry: Exclude<Entry, HeaderEntry>): void {
    switch (entry.type) {
      case 'plan':
        this.plan = this.#changedPlan(entry.at, entry.plan, entry.reason);
        break;
      case 'result':
        if (this.counts(entry)) this.#results.set(entry.trial.id, entry);
        else this.noticeSecond(entry);
        break;
      case 'selection': {
        const { type: _, ...selection } = entry;
        this.selections.push(selection);
        break;
      }
      case 'opening': {
        const { type: _, ...opening } = entry;
        this.openings.push(opening);
        break;
      }
    }
  }

  /** Tells where a second result says something else than the first, which stays. */
  noticeSecond(entry: ResultEntry): void {
    const first = this.#results.get(entry.trial.id);
    if (first === undefined || isDeepStrictEqual(contentOf(first), contentOf(entry))) return;
    this.notices.push(
      `Trial '${entry.trial.id}' has a second result that differs from the first (${entry.worker}, ${entry.startedAt}): the first one is kept.`,
    );
  }

  *places(): Generator<Place> {
    for (const result of this.#results.values()) {
      if (result.status === 'failed') continue;
      const parts = Object.values(result.parts).flatMap(({ predictions, labels }) => [predictions, labels]);
      for (const place of [...parts, result.history, result.extra]) if (place !== undefined) yield place;
    }
  }

  #changedPlan(at: string, plan: StoredPlan['current'], reason: string | undefined): StoredPlan {
    const before = this.plan;
    if (before === undefined) return { current: plan, at, trialsBefore: this.#results.size, amendments: [] };
    if (this.#results.size === 0) return { ...before, current: plan, at };
    const amendment: PlanAmendment = {
      at,
      reason: reason ?? '',
      before: before.current,
      trials: this.#results.size,
      testOpened: this.openings.length > 0,
    };
    return { ...before, current: plan, at, amendments: [...before.amendments, amendment] };
  }
}

/** What a result says of its trial, without when and where it was run. */
function contentOf(entry: ResultEntry): unknown {
  if (entry.status === 'failed') return { code: entry.error.code, message: entry.error.message };
  return Object.fromEntries(
    Object.entries(entry.parts).map(([part, { scores, predictions, labels }]) => [
      part,
      { scores: canonicalJson(scores), predictions: predictions?.digest, labels: labels?.digest },
    ]),
  );
}
