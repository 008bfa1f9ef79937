import type { TrialSpec } from '@tomoni/spec';
import type { StudyEvent, StudyStanding } from '../study/study-event.js';

/** What a page shows of one arm. */
export interface ArmState {
  done: number;
  failed: number;
  /** Its planned scores on the part that selects. */
  readonly values: number[];
}

/** What a page shows of a study, brought up to date event by event. */
export interface PageState {
  study: string;
  executor: string;
  standing: StudyStanding;
  ending: 'running' | 'done' | 'stopped';
  reason: string;
  readonly running: Map<string, { readonly trial: TrialSpec; readonly worker: string; fraction: number }>;
  readonly arms: Map<string, ArmState>;
  readonly failures: { readonly trial: TrialSpec; readonly message: string }[];
  readonly notices: string[];
}

/** A page of a study that has not begun. */
export function emptyPage(): PageState {
  return {
    study: '',
    executor: '',
    standing: { total: undefined, finished: 0, failed: 0, secondsLeft: undefined },
    ending: 'running',
    reason: '',
    running: new Map(),
    arms: new Map(),
    failures: [],
    notices: [],
  };
}

/** Takes an event up. */
export function updatePage(state: PageState, event: StudyEvent): void {
  if ('standing' in event) state.standing = event.standing;
  switch (event.type) {
    case 'start':
      state.study = event.study;
      state.executor = event.executor;
      break;
    case 'notice':
      state.notices.push(event.message);
      break;
    case 'trial-start':
      state.running.set(event.trial.id, { trial: event.trial, worker: event.worker, fraction: 0 });
      break;
    case 'trial-progress': {
      const running = state.running.get(event.trial.id);
      if (running !== undefined) running.fraction = event.fraction;
      break;
    }
    case 'trial-retry':
      state.notices.push(`Trial ${event.trial.id} is run again: ${event.reason}`);
      break;
    case 'trial-end': {
      const { trial } = event.result;
      state.running.delete(trial.id);
      const arm = state.arms.get(trial.arm) ?? { done: 0, failed: 0, values: [] };
      state.arms.set(trial.arm, arm);
      if (event.value !== undefined) arm.values.push(event.value);
      if (event.result.status === 'done') arm.done++;
      else {
        arm.failed++;
        state.failures.push({ trial, message: event.result.error.message });
      }
      break;
    }
    case 'failure':
      state.ending = 'stopped';
      state.reason = event.error instanceof Error ? event.error.message : String(event.error);
      break;
    case 'end':
      state.ending = 'done';
      break;
  }
}
