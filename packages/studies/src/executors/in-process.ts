import { hostname } from 'node:os';
import { type Executor, runTrial, TomoniError } from '@tomoni/spec';
import { untilAborted } from './until-aborted.js';

/**
 * Runs trials in this process, one after the other.
 *
 * @example
 * ```ts
 * import { inProcess } from '@tomoni/studies';
 *
 * console.log(inProcess().name); // in-process
 * ```
 */
export function inProcess(): Executor {
  const worker = `${hostname()}:${process.pid}`;
  return {
    name: 'in-process',
    async *run(trials, { run, folder, signal, progress }) {
      for await (const trial of untilAborted(trials, signal)) {
        progress?.({ type: 'start', trial: trial.id, worker });
        try {
          yield await runTrial(trial, {
            run,
            folder,
            worker,
            ...(signal !== undefined && { signal }),
            progress: (fraction) => progress?.({ type: 'progress', trial: trial.id, fraction }),
          });
        } catch (error) {
          if (error instanceof TomoniError && error.code === 'aborted') return;
          throw error;
        }
      }
    },
  };
}
