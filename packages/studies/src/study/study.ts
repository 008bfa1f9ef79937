import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  type EventRun,
  type Executor,
  eventRun,
  type JsonObject,
  requireKnownOptions,
  TomoniError,
  type TrialFunction,
} from '@tomoni/spec';
import type { AnalysisPlan } from '../analysis/plan/analysis-plan.js';
import { inProcess } from '../executors/in-process.js';
import type { StudyResults } from '../results/study-results.js';
import type { TrialSource } from '../trials/trial-source.js';
import { runStudy } from './run-study.js';
import type { StudyCallback, StudyEvent } from './study-event.js';

/** What a study is made of. */
export interface StudyOptions<Parameters extends JsonObject> {
  /** Lower-case letters, digits and hyphens. */
  readonly name: string;
  /** All trials, as a builder gives them, or rounds of trials that depend on how others went. */
  readonly trials: TrialSource<Parameters>;
  /**
   * The module whose default export runs a trial: its URL, or a path seen from the working directory. Or the function itself,
   * which runs in this process alone.
   */
  readonly run: string | URL | TrialFunction<Parameters>;
  /** How the results are going to be analysed; stored before the first trial. */
  readonly plan: AnalysisPlan;
  /** Why the plan may change although there are results; the change is stored with this reason. Default: it may not. */
  readonly amendment?: string;
  /** Where everything is kept. A study that finds its results there goes on from them. */
  readonly folder: string;
  /** Where trials run. Default: `inProcess()`. */
  readonly executor?: Executor;
  /** Whether trials that failed before are run again. Default `false`. */
  readonly retryFailed?: boolean;
  readonly callbacks?: readonly StudyCallback[];
  /** Stops the study: it fails with code `aborted` and keeps what has finished. */
  readonly signal?: AbortSignal;
}

/** A study under way: awaited, it gives the results; iterated, its events. */
export type Study<Parameters extends JsonObject = JsonObject> = EventRun<
  StudyResults<Parameters>,
  StudyEvent<Parameters>
>;

/**
 * Runs the trials of a study that have no result yet, and keeps every result as it comes. It starts at once; await it for
 * the results, iterate it for its events.
 *
 * A study that is killed at any moment goes on when it is run again: no result is lost and none is made twice. A trial
 * that fails is recorded as failed, and the others go on.
 *
 * @throws TomoniError (the study rejects) `invalid-argument` before the first trial where options or parameters cannot be
 *   used; `mismatch` where the folder is of another study, or the plan differs from the stored one; `unavailable`
 *   where another process works in the folder; `exhausted` where the disk is full; `aborted` where the signal stops it
 *
 * @example
 * ```ts
 * import { auxiliarySubsets, type ParametersOf, study } from '@tomoni/studies';
 * import type { TrialFunction } from '@tomoni/spec';
 *
 * const trials = auxiliarySubsets(['appeal', 'price'], { seeds: 10 });
 * const run: TrialFunction<ParametersOf<typeof trials>> = async ({ parameters: { auxiliary }, seed }) => ({
 *   parts: { validation: { scores: { interest: { rmse: 0.7 - 0.01 * auxiliary.length + 0.001 * seed } } } },
 * });
 * const results = await study({
 *   name: 'auxiliary-selection',
 *   trials,
 *   run,
 *   plan: { task: 'interest', score: 'rmse', baseline: 'single-task' },
 *   folder: 'out/auxiliary-selection',
 * });
 * console.log(await results.selectBest());
 * ```
 */
export function study<Parameters extends JsonObject>(options: StudyOptions<Parameters>): Study<Parameters> {
  requireKnownOptions('study()', options, [
    'name',
    'trials',
    'run',
    'plan',
    'amendment',
    'folder',
    'executor',
    'retryFailed',
    'callbacks',
    'signal',
  ]);
  const { name, trials, plan, amendment, folder, retryFailed = false, callbacks = [], signal } = options;
  const { executor = inProcess() } = options;
  return eventRun((publish) => {
    requireName(name);
    const tell = async (event: StudyEvent<Parameters>) => {
      publish(event);
      for (const callback of callbacks) await callback(event);
    };
    return runStudy(
      {
        name,
        trials,
        plan,
        amendment,
        folder: resolve(folder),
        run: runnable(options.run),
        executor,
        retryFailed,
        signal,
      },
      tell,
    );
  });
}

function requireName(name: string): void {
  if (/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name)) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The name of the study is '${name}'.`,
    remedy: 'Use lower-case letters, digits and hyphens, such as auxiliary-selection.',
  });
}

function runnable<Parameters extends JsonObject>(
  run: string | URL | TrialFunction<Parameters>,
): string | TrialFunction {
  if (typeof run === 'function') return run as TrialFunction;
  const text = String(run);
  return /^[a-z]{2,}:/.test(text) ? text : pathToFileURL(text).href;
}
