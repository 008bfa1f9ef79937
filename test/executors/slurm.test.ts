import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readLines } from '@tomoni/data';
import { slurm } from '@tomoni/executor-slurm';
import { executorConformance } from '@tomoni/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { collect, summary, titled, trial } from './support/collect.js';
import { until } from './support/server.mjs';
import { slurmMissing, startCluster } from './support/slurm-cluster.mjs';

const missing = slurmMissing();
const quick = { pollSeconds: 0.2, graceSeconds: 0.5 };

describe.skipIf(missing !== undefined)(titled('Slurm', missing), { timeout: 120_000 }, () => {
  let cluster: Awaited<ReturnType<typeof startCluster>>;
  let folder: string;

  beforeAll(async () => {
    cluster = await startCluster({ settings: ['MaxArraySize=20'] });
    vi.stubEnv('SLURM_CONF', cluster.env.SLURM_CONF);
    vi.stubEnv('PATH', cluster.env.PATH);
  }, 60_000);
  afterAll(async () => {
    vi.unstubAllEnvs();
    await cluster?.stop();
  }, 60_000);
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-study-'));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const queue = () => cluster.run('squeue', '--noheader', '--array', '--format=%j %K %T').trim();
  const runs = (id: string) => {
    const file = join(folder, 'trials', id, 'runs');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
  };

  describe('the contract', () => {
    for (const { name, run } of executorConformance({ executor: () => slurm(quick), separate: true }))
      it(name, run);
  });

  it('leaves nothing behind but what the trials printed', async () => {
    const { results } = await collect(slurm(quick), [trial(0), trial(1, { fails: true })], { folder });
    expect(summary(results)).toEqual(['trial-0 done', 'trial-1 failed']);
    const left = await Promise.all(
      ['batches', 'results', 'progress', 'logs'].map((name) => readdir(join(folder, 'slurm', name))),
    );
    expect(left.map((names) => names.length)).toEqual([0, 0, 0, 2]);
    expect(queue()).toBe('');
  });

  it('runs more trials than an array may have, several to a task', async () => {
    const trials = Array.from({ length: 45 }, (_, seed) => trial(seed));
    const { results } = await collect(slurm({ ...quick, trialsPerTask: 4 }), trials, { folder });
    expect(summary(results)).toEqual(trials.map(({ id }) => `${id} done`).sort());
    await expect(collect(slurm({ arrayLimit: 20 }), trials, { folder })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('MaxArraySize is 20'),
    });
  });

  it('runs no more tasks at a time than it is allowed, over several arrays', async () => {
    const trials = Array.from({ length: 5 }, (_, seed) => trial(seed, { milliseconds: 300 }));
    const executor = slurm({ ...quick, maxParallel: 1, arrayLimit: 2 });
    const { results } = await collect(executor, trials, { folder });
    const times = results.map(({ startedAt, seconds }) => [Date.parse(startedAt), seconds * 1000] as const);
    times.sort(([a], [b]) => a - b);
    for (const [index, [start]] of times.entries()) {
      const [before, duration] = times[index - 1] ?? [0, 0];
      expect(start).toBeGreaterThanOrEqual(before + duration - 1);
    }
    expect(results).toHaveLength(5);
  });

  it('gives what sbatch says where it refuses', async () => {
    await expect(collect(slurm({ partition: 'nowhere' }), [trial(0)], { folder })).rejects.toMatchObject({
      code: 'invalid-argument',
      what: expect.stringMatching(/^sbatch refuses the trials: .*invalid partition/i),
    });
    expect(await readdir(join(folder, 'slurm', 'batches'))).toEqual([]);
  });

  it('runs a cancelled trial once more, and then records it as failed with its state', async () => {
    let starts = 0;
    const cancelAll = () => cluster.run('scancel', '--partition=main');
    const { results, news } = await collect(slurm(quick), [trial(0, { milliseconds: 60_000 })], {
      folder,
      progress: ({ type }) => {
        if (type === 'start') starts++;
        if (type === 'start') cancelAll();
      },
    });
    expect(starts).toBe(2);
    expect(results).toMatchObject([{ status: 'failed', error: { code: 'worker-lost' } }]);
    const [result] = results;
    expect(result?.status === 'failed' && result.error.message).toMatch(
      /^The trial was lost 2 times: Slurm ended its task \d+_0 with CANCELLED/,
    );
    expect(news.map(({ type }) => type)).toContain('retry');
  });

  it('ends a trial whose lines before fail, with what they printed', async () => {
    const executor = slurm({ ...quick, retries: 0, setup: ['echo "no such module" >&2', 'false'] });
    const { results } = await collect(executor, [trial(0)], { folder });
    const [result] = results;
    expect(result?.status === 'failed' && result.error.message).toMatch(
      /lost once: .* FAILED \(NonZeroExitCode\)\. Its log ends: no such module$/,
    );
  });

  it('cancels what runs and what waits when it is stopped', async () => {
    const stop = new AbortController();
    const trials = Array.from({ length: 8 }, (_, seed) => trial(seed, { milliseconds: 60_000 }));
    const { results } = await collect(slurm(quick), trials, {
      folder,
      signal: stop.signal,
      progress: ({ type }) => type === 'start' && stop.abort(),
    });
    expect(results).toEqual([]);
    await until(() => queue() === '', 'Tasks were left in the queue');
  });

  it('takes up what a killed submitter left: results, and tasks that still run', async () => {
    const program = fileURLToPath(new URL('submitter.mjs', import.meta.url));
    const args = [program, 'slurm', JSON.stringify(quick), folder, '8', '1500'];
    const first = spawn(process.execPath, args, { env: cluster.env, stdio: 'ignore' });
    await until(() => runs('trial-1') > 0, 'No trial began');
    first.kill('SIGKILL');
    await once(first, 'exit');
    const before = queue();
    await promisify(execFile)(process.execPath, args, { env: cluster.env });
    const { lines } = await readLines(join(folder, 'results.jsonl'));
    expect(before).not.toBe('');
    expect(lines).toHaveLength(8);
    expect(Array.from({ length: 8 }, (_, seed) => runs(`trial-${seed}`))).toEqual(Array(8).fill(1));
  });

  it('waits for a controller that is away', async () => {
    let away = false;
    const { results, news } = await collect(
      slurm(quick),
      [trial(0, { milliseconds: 1500 }), trial(1, { milliseconds: 1500 })],
      {
        folder,
        progress: ({ type }) => {
          if (type !== 'start' || away) return;
          away = true;
          cluster.restart('controller', 2_500);
        },
      },
    );
    expect(summary(results)).toEqual(['trial-0 done', 'trial-1 done']);
    expect(away).toBe(true);
    expect(news.filter(({ type }) => type === 'retry')).toEqual([]);
  });

  it('gives every trial one result, whatever is killed', async () => {
    const program = fileURLToPath(new URL('disturb.mjs', import.meta.url));
    const options = ['--executor', 'slurm', '--rounds', '1', '--trials', '60', '--every', '500'];
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
    expect(JSON.parse(stdout)).toMatchObject({ rounds: 1, trials: 60, different: 0 });
  });
});
