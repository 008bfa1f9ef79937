import { type Executor, runTrial } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { executorConformance } from './executor-conformance.js';

/** One after the other, as plain as can be. */
const plain = (): Executor => ({
  name: 'plain',
  async *run(trials, { run, folder, signal, progress }) {
    const stopped = new Promise<undefined>((resolve) =>
      signal?.addEventListener('abort', () => resolve(undefined), { once: true }),
    );
    const iterator = trials[Symbol.asyncIterator]();
    for (;;) {
      const next = await Promise.race([iterator.next(), stopped]);
      if (next === undefined || next.done || signal?.aborted) return;
      const trial = next.value;
      progress?.({ type: 'start', trial: trial.id, worker: 'here' });
      const result = runTrial(trial, {
        run,
        folder,
        worker: 'here',
        ...(signal && { signal }),
        progress: (fraction) => progress?.({ type: 'progress', trial: trial.id, fraction }),
      });
      const finished = await result.catch(() => undefined);
      if (finished === undefined) return;
      yield finished;
    }
  },
});

function changed(change: (executor: Executor) => Executor['run']): () => Executor {
  return () => ({ name: 'changed', run: change(plain()) });
}

async function broken(executor: () => Executor): Promise<string[]> {
  const names: string[] = [];
  for (const { name, run } of executorConformance({ executor, separate: false, patience: 1 }))
    await run().catch(() => names.push(name));
  return names;
}

describe('executorConformance', () => {
  for (const { name, run } of executorConformance({ executor: plain, separate: false }))
    it(`holds: ${name}`, run);

  it('finds results that are given twice, or left out', async () => {
    const twice = changed(
      ({ run }) =>
        async function* (trials, options) {
          for await (const result of run(trials, options)) {
            yield result;
            yield result;
          }
        },
    );
    expect(await broken(twice)).toContain(
      'every trial has exactly one result, which holds the trial and its outcome',
    );
    const doneOnly = changed(
      ({ run }) =>
        async function* (trials, options) {
          for await (const result of run(trials, options)) if (result.status === 'done') yield result;
        },
    );
    expect(await broken(doneOnly)).toEqual(['a trial that throws has a failed result, and the others go on']);
  });

  it('finds trials that are not told to begin, and a function that is not run', async () => {
    const silent = changed(({ run }) => (trials, options) => {
      const { progress: _, ...rest } = options;
      return run(trials, rest);
    });
    expect(await broken(silent)).toEqual(['it is told when a trial begins, and how far it is']);
    const moduleOnly = changed(
      ({ run }) =>
        async function* (trials, options) {
          if (typeof options.run === 'string') yield* run(trials, options);
        },
    );
    expect(await broken(moduleOnly)).toEqual(['a function is run as a module is']);
  });
});
