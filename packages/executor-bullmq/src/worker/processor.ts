import { hostname } from 'node:os';
import { runTrial, type TrialResult } from '@tomoni/spec';
import type { SandboxedJob } from 'bullmq';
import type { TrialJob, TrialJobProgress } from '../queue/trial-job.js';
import { requireRunnable } from './require-runnable.js';

/** What a worker tells its processes by their environment. */
export const overrides = { folder: 'TOMONI_WORKER_FOLDER', run: 'TOMONI_WORKER_RUN' } as const;

/** Milliseconds between two reports of a trial's progress. */
const interval = 1_000;

/** Milliseconds that a trial is given to follow its signal. */
const stopPatience = 5_000;

/**
 * Runs the trial of a job, in a process of its own that a worker keeps for this.
 *
 * A process whose worker was killed ends at once: another worker gets the job.
 */
export async function processTrial(
  job: SandboxedJob<TrialJob, TrialResult>,
  _token: string,
  signal: AbortSignal,
): Promise<TrialResult> {
  process.once('disconnect', exit);
  signal.addEventListener('abort', () => setTimeout(exit, stopPatience).unref(), { once: true });
  const { trial } = job.data;
  const folder = process.env[overrides.folder] ?? job.data.folder;
  const run = process.env[overrides.run] ?? job.data.run;
  const worker = `${hostname()}:${process.pid}`;
  const started = job.attemptsStarted ?? 1;
  if (started > (job.opts.attempts ?? 1)) return lostResult(job.data, worker, started - 1);
  const tell = reporter(job, worker);
  try {
    return await runTrial(trial, { run: runnable(run), folder, worker, signal, progress: tell });
  } catch (error) {
    throw Object.assign(new Error(String(error)), { name: 'UnrecoverableError' });
  } finally {
    process.off('disconnect', exit);
  }
}

function exit(): void {
  process.exit(1);
}

/** The module's URL, or a function that fails with the reason why it cannot be run here. */
function runnable(run: string): Parameters<typeof runTrial>[1]['run'] {
  try {
    requireRunnable(run);
    return run;
  } catch (error) {
    return () => Promise.reject(error);
  }
}

function reporter(job: SandboxedJob<TrialJob, TrialResult>, worker: string): (fraction: number) => void {
  let due = 0;
  const tell = (fraction: number) => {
    if (Date.now() < due) return;
    due = Date.now() + interval;
    const progress: TrialJobProgress = { worker, fraction };
    job.updateProgress({ ...progress }).catch(() => undefined);
  };
  tell(0);
  return tell;
}

function lostResult({ trial }: TrialJob, worker: string, losses: number): TrialResult {
  const often = losses === 1 ? 'once' : `${losses} times`;
  return {
    trial,
    startedAt: new Date().toISOString(),
    seconds: 0,
    worker,
    status: 'failed',
    error: { message: `The worker that ran the trial was lost ${often}.`, code: 'worker-lost' },
  };
}
