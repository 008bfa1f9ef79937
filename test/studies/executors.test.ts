import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executorConformance } from '@tomoni/testing';
import { afterEach, describe, expect, it } from 'vitest';
import { inProcess, localPool, study, trial } from '../../packages/studies/dist/index.js';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A folder with a module in it that runs trials. */
function moduleFolder(source: string): { readonly folder: string; readonly run: string } {
  const folder = mkdtempSync(join(tmpdir(), 'tomoni-pool-'));
  folders.push(folder);
  const run = join(folder, 'trial.mjs');
  writeFileSync(run, source);
  return { folder: join(folder, 'study'), run };
}

const plan = { task: 'task', score: 'accuracy', baseline: 'a' };
const trials = [1, 2, 3].map((seed) => trial({ arm: 'a', seed, parameters: {} }));
const outcome = '{ parts: { validation: { scores: { task: { accuracy: 1 } } } }, extra }';

describe('in process', () => {
  for (const { name, run } of executorConformance({ executor: inProcess, separate: false })) it(name, run);
});

describe('a pool of local processes', () => {
  for (const { name, run } of executorConformance({
    executor: () => localPool({ processes: 2, grace: 2 }),
    separate: true,
  }))
    it(name, run);

  it('tells its processes how many threads they have, and keeps them from trial to trial', async () => {
    const { folder, run } = moduleFolder(
      `let count = 0;
       export default async () => {
         const extra = { count: ++count, threads: process.env.TOMONI_THREADS, process: process.pid };
         return ${outcome};
       };`,
    );
    const executor = localPool({ processes: 1, threads: 3 });
    const results = await study({ name: 'threads', trials, plan, run, folder, executor });
    const extras = await Promise.all(trials.map(({ id }) => results.extra(id)));
    expect(extras.map((extra) => [extra?.count, extra?.threads])).toEqual([
      [1, '3'],
      [2, '3'],
      [3, '3'],
    ]);
    expect(extras[0]?.process).not.toBe(process.pid);
  });

  it('fails a trial that takes more memory than there is, and goes on', async () => {
    const { folder, run } = moduleFolder(
      `import { setTimeout as pause } from 'node:timers/promises';
       const held = [];
       export default async ({ seed }) => {
         if (seed === 2) {
           held.push(Buffer.alloc(600 * 2 ** 20, 1));
           await pause(20_000);
         }
         const extra = { process: process.pid };
         return ${outcome};
       };`,
    );
    const executor = localPool({ processes: 1, memory: 400 });
    const { failed, trials: done } = await study({ name: 'memory', trials, plan, run, folder, executor });
    expect(done).toHaveLength(3);
    expect(failed.map(({ trial, error }) => [trial.seed, error.code])).toEqual([[2, 'exhausted']]);
    expect(failed[0]?.error.message).toMatch(
      /ran out of memory, 2 times: it held \d+ MiB of memory, and may hold 400/,
    );
  });

  it('fails a trial whose heap is full', async () => {
    const { folder, run } = moduleFolder(
      `export default async ({ seed }) => {
         const held = [];
         while (seed === 2) held.push(Array.from({ length: 1000 }, () => ({ seed })));
         const extra = {};
         return ${outcome};
       };`,
    );
    const executor = localPool({ processes: 1, memory: 100 });
    const { failed } = await study({ name: 'heap', trials: trials.slice(1), plan, run, folder, executor });
    expect(failed.map(({ error }) => error.code)).toEqual(['exhausted']);
  });

  it('replaces a process that keeps much of its memory', async () => {
    const { folder, run } = moduleFolder(
      `const held = [];
       export default async () => {
         held.push(Buffer.alloc(200 * 2 ** 20, 1));
         const extra = { process: process.pid };
         return ${outcome};
       };`,
    );
    const executor = localPool({ processes: 1, memory: 450 });
    const results = await study({ name: 'kept', trials, plan, run, folder, executor });
    const extras = await Promise.all(trials.map(({ id }) => results.extra(id)));
    expect(new Set(extras.map((extra) => extra?.process)).size).toBe(3);
  });

  it('lets a trial write its checkpoint when the study is stopped', async () => {
    const { folder, run } = moduleFolder(
      `import { writeFileSync } from 'node:fs';
       import { setTimeout as pause } from 'node:timers/promises';
       export default async (_, { folder, signal, progress }) => {
         progress(0.5);
         await pause(20_000, undefined, { signal }).catch(() => undefined);
         writeFileSync(folder + '/checkpoint', '');
         signal.throwIfAborted();
       };`,
    );
    const controller = new AbortController();
    const running = study({
      ...{ name: 'stopped', plan, run, folder, signal: controller.signal },
      trials: trials.slice(0, 1),
      executor: localPool({ processes: 1 }),
      callbacks: [({ type }) => (type === 'trial-progress' ? controller.abort() : undefined)],
    });
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
    expect(existsSync(join(folder, 'trials', trials[0]?.id as string, 'checkpoint'))).toBe(true);
  });

  it('refuses numbers that make no sense', () => {
    expect(() => localPool({ processes: 0 })).toThrow(/0 processes/);
    expect(() => localPool({ threads: 1.5 })).toThrow(/1.5 threads/);
    expect(() => localPool({ memory: -1 })).toThrow(/-1 MiB/);
  });
});
