import type { TrialFunction, TrialResult, TrialSpec } from './trial.js';

/** What an executor needs beside the trials. */
export interface ExecutorOptions {
  /** Name of the study: lower-case letters, digits and hyphens. */
  readonly study: string;
  /** URL of the module whose default export runs a trial, or the function itself, which only an executor within this process can run. */
  readonly run: string | TrialFunction;
  /** The study's folder, absolute. */
  readonly folder: string;
  /** Stops what runs and takes no further trials. What was stopped has no result; what has finished by then is still given, and then the results end. */
  readonly signal?: AbortSignal;
  /** Told as trials begin and go on. */
  readonly progress?: (event: TrialProgress) => void;
}

/** News of a trial under way. */
export type TrialProgress =
  | { readonly type: 'start'; readonly trial: string; readonly worker: string }
  /** `fraction` of the trial is done, from 0 to 1. */
  | { readonly type: 'progress'; readonly trial: string; readonly fraction: number }
  /** A worker was lost in the middle of the trial, which is run again. */
  | { readonly type: 'retry'; readonly trial: string; readonly reason: string }
  | { readonly type: 'notice'; readonly message: string };

/**
 * Where trials run: this process, other processes, a cluster.
 *
 * Every trial gives exactly one result, in any order; one that throws gives a failed one and does not stop the rest. A trial
 * whose worker is lost is run once more, and then has failed with code `worker-lost`.
 *
 * A trial may be given only after the results of others: an executor runs what it has, without waiting for the last. It
 * takes a trial no earlier than it has room for it, and leaves no worker behind when its consumer stops early.
 */
export interface Executor {
  readonly name: string;
  /**
   * Takes trials as it can run them, and gives results as they come.
   *
   * @throws TomoniError `invalid-argument` where it runs trials in other processes and is given a function
   */
  run(trials: AsyncIterable<TrialSpec>, options: ExecutorOptions): AsyncIterable<TrialResult>;
}
