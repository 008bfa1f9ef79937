import { TomoniError } from '../errors/tomoni-error.js';
import { findNotJson } from '../json.js';
import type { TrialContext, TrialError, TrialFunction, TrialResult, TrialSpec } from './trial.js';

/** What {@link runTrial} needs beside the trial. */
export interface RunTrialOptions {
  /** URL of the module whose default export runs a trial, or the function itself. */
  readonly run: string | TrialFunction;
  /** The study's folder, absolute: the trial gets `trials/<id>` in it. */
  readonly folder: string;
  /** Names the machine and the process in the result. */
  readonly worker: string;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number) => void;
}

/**
 * Runs one trial in this process, as every executor's worker does: makes its folders, measures its time, and turns an
 * error into a failed result.
 *
 * @throws TomoniError `aborted` where the signal stopped it: such a trial has no result
 *
 * @example
 * ```ts
 * import { runTrial, type TrialFunction } from '@tomoni/spec';
 *
 * const run: TrialFunction = async ({ seed }) => ({
 *   parts: { validation: { scores: { interest: { accuracy: 0.9 + seed / 1000 } } } },
 * });
 * const trial = { id: 'a-1', arm: 'a', seed: 1, parameters: {} };
 * const result = await runTrial(trial, { run, folder: '/tmp/study', worker: 'laptop' });
 * console.log(result.status);
 * ```
 */
export async function runTrial(trial: TrialSpec, options: RunTrialOptions): Promise<TrialResult> {
  const { worker, signal = new AbortController().signal } = options;
  const startedAt = new Date();
  const began = performance.now();
  const finished = () => ({
    trial,
    startedAt: startedAt.toISOString(),
    seconds: (performance.now() - began) / 1000,
    worker,
  });
  try {
    const context = await prepareContext(trial, options, signal);
    const run = typeof options.run === 'string' ? await importTrial(options.run) : options.run;
    const outcome = await run(trial, context);
    requireJson(outcome);
    return { ...finished(), status: 'done', outcome };
  } catch (error) {
    if (signal.aborted) throw aborted(trial, error);
    return { ...finished(), status: 'failed', error: plainError(error) };
  }
}

async function prepareContext(
  trial: TrialSpec,
  { folder: study, progress = () => undefined }: RunTrialOptions,
  signal: AbortSignal,
): Promise<TrialContext> {
  const { mkdir } = await import('node:fs/promises');
  const folderOf = (id: string) => `${study}/trials/${id}`;
  const folder = folderOf(trial.id);
  const cache = `${study}/cache`;
  await Promise.all([folder, cache].map((path) => mkdir(path, { recursive: true })));
  const needed = Object.entries(trial.needs ?? {}).map(([role, id]) => [role, folderOf(id)]);
  return { folder, cache, needed: Object.fromEntries(needed), signal, progress };
}

async function importTrial(url: string): Promise<TrialFunction> {
  const exported: { readonly default?: unknown } = await import(url);
  if (typeof exported.default === 'function') return exported.default as TrialFunction;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The module ${url} has no function as its default export.`,
    remedy: 'Let it export by default the function that runs a trial.',
  });
}

function requireJson(outcome: unknown): void {
  const place = findNotJson(outcome);
  if (place === undefined) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: `The outcome of the trial is not plain JSON: ${place}.`,
    remedy: 'Return numbers that are finite, texts, booleans, null, arrays and plain objects alone.',
  });
}

function plainError(error: unknown): TrialError {
  if (!(error instanceof Error)) return { message: String(error), code: 'unknown' };
  const code = error instanceof TomoniError ? error.code : error.name;
  return { message: error.message, code, ...(error.stack !== undefined && { stack: error.stack }) };
}

function aborted(trial: TrialSpec, cause: unknown): TomoniError {
  return new TomoniError({
    code: 'aborted',
    what: `The trial '${trial.id}' was stopped before its end.`,
    remedy: 'Run the study again: it goes on with the trials that have no result.',
    cause,
  });
}
