/** A worker of the local pool: a process that runs one trial at a time, and ends with its parent. */
import { hostname } from 'node:os';
import { Worker } from 'node:worker_threads';
import { runTrial, TomoniError } from '@tomoni/spec';
import type { FromWorker, ToWorker } from './messages.js';

let underWay: AbortController | undefined;

process.on('message', (message: ToWorker) => {
  if (message.type === 'abort') underWay?.abort(new Error('The study was stopped.'));
  else void run(message);
});
process.on('disconnect', () => process.exit());
// Ctrl-C reaches the whole group of processes: it is the parent's to decide what becomes of the trial.
process.on('SIGINT', () => undefined);
new Worker(new URL('./watchdog.js', import.meta.url), { workerData: process.ppid }).unref();

async function run({ trial, run, folder }: Extract<ToWorker, { type: 'run' }>): Promise<void> {
  underWay = new AbortController();
  const { signal } = underWay;
  try {
    const result = await runTrial(trial, {
      run,
      folder,
      worker: `${hostname()}:${process.pid}`,
      signal,
      progress: (fraction) => tell({ type: 'progress', trial: trial.id, fraction }),
    });
    tell({ type: 'result', result, resident: process.memoryUsage.rss() / 2 ** 20 });
  } catch (error) {
    if (!(error instanceof TomoniError && error.code === 'aborted')) throw error;
    tell({ type: 'aborted' });
  }
}

function tell(message: FromWorker): void {
  process.send?.(message);
}
