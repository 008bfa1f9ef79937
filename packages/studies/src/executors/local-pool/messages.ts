import type { TrialResult, TrialSpec } from '@tomoni/spec';

/** What a pool tells its worker. */
export type ToWorker =
  | { readonly type: 'run'; readonly trial: TrialSpec; readonly run: string; readonly folder: string }
  | { readonly type: 'abort' };

/** What a worker tells its pool. */
export type FromWorker =
  | { readonly type: 'progress'; readonly trial: string; readonly fraction: number }
  /** `resident` is the memory in MiB that the worker holds after the trial. */
  | { readonly type: 'result'; readonly result: TrialResult; readonly resident: number }
  /** The trial was stopped, and has no result. */
  | { readonly type: 'aborted' };

/** What a worker is told when it is started, in an environment variable. */
export interface WorkerSettings {
  /** MiB that the process may hold; `undefined` for no limit. */
  readonly memory: number | undefined;
}

/** The environment variable that holds the {@link WorkerSettings} as JSON. */
export const settingsVariable = 'TOMONI_WORKER';

/** The file of a worker's that it writes its last words to: why it ends itself. */
export const lastWords = 4;
