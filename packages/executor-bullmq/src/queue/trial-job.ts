import type { TrialSpec } from '@tomoni/spec';

/** What a job carries: all that a worker needs. */
export interface TrialJob {
  readonly study: string;
  /** The study's folder, as the submitting machine names it. */
  readonly folder: string;
  /** URL of the module whose default export runs a trial. */
  readonly run: string;
  readonly trial: TrialSpec;
}

/** What a worker tells of a trial under way. */
export interface TrialJobProgress {
  readonly worker: string;
  readonly fraction: number;
}

/** The event by which workers are told to stop a trial. */
export const stopEvent = 'tomoni-stop';

/** The queue of a study, where none is named. */
export function queueOf(study: string): string {
  return `tomoni-${study}`;
}

/** The id of a trial's job: the trial's own, but for those that BullMQ does not take. */
export function jobIdOf(trial: string): string {
  return /^\d+$|:/.test(trial) ? `trial-${trial.replaceAll(':', '%3A')}` : trial;
}
