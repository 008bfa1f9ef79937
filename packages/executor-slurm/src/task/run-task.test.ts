import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialResult } from '@tomoni/spec';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Batch, batchFolder, writeBatch } from '../batch/batch.js';
import { readJson, writeJson } from '../batch/json-file.js';
import { makeSharedFolder, type SharedFolder, sharedFolder, trialFile } from '../batch/shared-folder.js';
import { runTask } from './run-task.js';

const run = `data:text/javascript,${encodeURIComponent(
  `export default async ({ seed }, { progress }) => {
    progress(0.5);
    if (seed === 1) throw new RangeError('fails');
    return { parts: { test: { scores: { main: { seed } } } } };
  }`,
)}`;
const task = (seed: number) => ({ id: `t:${seed}`, arm: 'a', seed, parameters: {} });
const environment = { SLURM_ARRAY_JOB_ID: '7', SLURM_ARRAY_TASK_ID: '1' };

describe('a task of an array', () => {
  let shared: SharedFolder;
  let batch: Batch;

  beforeEach(async () => {
    shared = sharedFolder(await mkdtemp(join(tmpdir(), 'tomoni-task-')));
    await makeSharedFolder(shared);
    const tasks = [[task(0)], [task(1), task(2)]];
    batch = { version: 1, name: 'b', writtenAt: '', study: shared.study, run, tasks, losses: {} };
    await writeBatch(shared, batch, '');
  });

  afterEach(async () => {
    await rm(shared.study, { recursive: true });
  });

  it('runs its own trials, also after one that throws, and leaves their results whole', async () => {
    await runTask(batchFolder(shared, 'b'), environment);
    const files = await readdir(shared.results);
    expect(files.sort()).toEqual(['t%3A1.json', 't%3A2.json']);
    const [failed, done] = await Promise.all(
      files.map((file) => readJson<TrialResult>(join(shared.results, file))),
    );
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'RangeError', message: 'fails' } });
    expect(done).toMatchObject({ status: 'done', trial: task(2) });
    expect(done?.worker).toMatch(/, task 7_1$/);
  });

  it('leaves out what has a result', async () => {
    await writeJson(trialFile(shared.results, 't:1'), 'from before');
    await runTask(batchFolder(shared, 'b'), environment);
    expect(await readJson(trialFile(shared.results, 't:1'))).toBe('from before');
    expect(await readdir(shared.results)).toHaveLength(2);
  });

  it('says that its batch was withdrawn', async () => {
    await expect(runTask(batchFolder(shared, 'other'), environment)).rejects.toMatchObject({
      code: 'not-found',
    });
  });

  it('takes a file that is cut off for none', async () => {
    const path = trialFile(shared.results, 't:1');
    await writeFile(path, '{"trial":');
    expect(await readJson(path)).toBeUndefined();
  });
});
