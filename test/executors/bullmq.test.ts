import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readLines } from '@tomoni/data';
import { type BullmqWorker, bullmq, bullmqWorker } from '@tomoni/executor-bullmq';
import { executorConformance } from '@tomoni/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { collect, summary, titled, trial, trialModule } from './support/collect.js';
import { queuedJobs } from './support/queued-jobs.mjs';
import { redisMissing, startRedis } from './support/redis-server.mjs';
import { startProcess, until } from './support/server.mjs';

const missing = redisMissing();
const workerProgram = fileURLToPath(
  new URL('../../packages/executor-bullmq/bin/tomoni-worker.mjs', import.meta.url),
);

describe.skipIf(missing !== undefined)(titled('BullMQ', missing), { timeout: 60_000 }, () => {
  let redis: Awaited<ReturnType<typeof startRedis>>;
  let folder: string;
  const open: BullmqWorker[] = [];

  beforeAll(async () => {
    redis = await startRedis();
  }, 60_000);
  afterAll(async () => {
    await redis?.stop();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-study-'));
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((each) => each.close()));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  });

  const executor = (options = {}) => bullmq({ connection: redis.url, ...options });
  const runs = (id: string) => {
    const file = join(folder, 'trials', id, 'runs');
    return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').length : 0;
  };
  const work = async (queue: string, options = {}) => {
    open.push(await bullmqWorker({ connection: redis.url, queue, concurrency: 2, ...options }));
  };
  const jobs = (study: string) => queuedJobs(redis.port, `tomoni-${study}`);
  /** A worker in a process of its own. */
  const workApart = (queue: string) => {
    const options = ['--queue', queue, '--redis', redis.url, '--concurrency', '1', '--lock-seconds', '1'];
    return startProcess(process.execPath, [workerProgram, ...options], { log: join(folder, 'worker.log') });
  };

  describe('the contract', () => {
    let worker: BullmqWorker;
    beforeAll(async () => {
      worker = await bullmqWorker({ connection: redis.url, queue: 'tomoni-conformance', concurrency: 2 });
    });
    afterAll(async () => worker.close());
    for (const { name, run } of executorConformance({ executor, separate: true })) it(name, run);
  });

  it('runs trials in this process too, and leaves nothing in the queue', async () => {
    const trials = [trial(0), trial(1, { fails: true }), trial(2)];
    const { results } = await collect(executor({ concurrency: 1 }), trials, { folder, study: 'own' });
    expect(summary(results)).toEqual(['trial-0 done', 'trial-1 failed', 'trial-2 done']);
    expect(await jobs('own')).toEqual([]);
  });

  it('takes no more trials than may be queued', async () => {
    let given = 0;
    let most = 0;
    async function* counted() {
      for (let seed = 0; seed < 12; seed++) {
        given++;
        yield trial(seed);
      }
    }
    let done = 0;
    const running = executor({ concurrency: 1, maxQueued: 3 }).run(counted(), {
      study: 'few',
      run: trialModule,
      folder,
    });
    for await (const _ of running) {
      most = Math.max(most, given - done);
      done++;
    }
    expect(done).toBe(12);
    expect(most).toBeLessThanOrEqual(3);
  });

  it('gives the trial of a killed worker to another, once', async () => {
    const first = workApart('tomoni-lost');
    let start: () => void = () => undefined;
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const running = collect(executor(), [trial(0, { milliseconds: 1_500 })], {
      folder,
      study: 'lost',
      progress: ({ type }) => type === 'start' && start(),
    });
    await started;
    await first.stop('SIGKILL');
    const second = workApart('tomoni-lost');
    const { results, news } = await running;
    await second.stop('SIGKILL');
    expect(summary(results)).toEqual(['trial-0 done']);
    expect(news.filter(({ type }) => type === 'retry')).toHaveLength(1);
  });

  it('records a trial as failed whose worker is killed again', async () => {
    let workers = [workApart('tomoni-lost-twice')];
    const { results, news } = await collect(executor(), [trial(0, { milliseconds: 60_000 })], {
      folder,
      study: 'lost-twice',
      progress: ({ type }) => {
        if (type !== 'start' || workers.length > 2) return;
        const [last] = workers.slice(-1);
        last?.stop('SIGKILL');
        workers = [...workers, workApart('tomoni-lost-twice')];
      },
    });
    await Promise.all(workers.map((each) => each.stop('SIGKILL')));
    expect(results).toMatchObject([
      {
        status: 'failed',
        error: { code: 'worker-lost', message: 'The worker that ran the trial was lost 2 times.' },
      },
    ]);
    expect(news.filter(({ type }) => type === 'retry')).toHaveLength(2);
  });

  it('takes up what a killed submitter left: results, and trials that still run', async () => {
    await work('tomoni-disturbed');
    const program = fileURLToPath(new URL('submitter.mjs', import.meta.url));
    const options = JSON.stringify({ connection: redis.url });
    const args = [program, 'bullmq', options, folder, '8', '500'];
    const first = spawn(process.execPath, args, { stdio: 'ignore' });
    await until(() => runs('trial-1') > 0, 'No trial began');
    first.kill('SIGKILL');
    await once(first, 'exit');
    await promisify(execFile)(process.execPath, args);
    const { lines } = await readLines(join(folder, 'results.jsonl'));
    expect(lines).toHaveLength(8);
    expect(Array.from({ length: 8 }, (_, seed) => runs(`trial-${seed}`))).toEqual(Array(8).fill(1));
  });

  it.each([true, false])(
    'goes on when Redis is killed and comes back (with a log: %j)',
    async (appendOnly) => {
      const own = await startRedis({ appendOnly });
      try {
        open.push(await bullmqWorker({ connection: own.url, queue: 'tomoni-gone', lockSeconds: 1 }));
        let killed = false;
        const trials = Array.from({ length: 6 }, (_, seed) => trial(seed, { milliseconds: 100 }));
        const { results, news } = await collect(bullmq({ connection: own.url, attempts: 5 }), trials, {
          folder,
          study: 'gone',
          progress: ({ type }) => {
            if (type !== 'start' || killed) return;
            killed = true;
            own
              .kill()
              .then(() => delay(500))
              .then(own.start);
          },
        });
        expect(summary(results)).toEqual(trials.map(({ id }) => `${id} done`));
        const notices = news.flatMap((event) => (event.type === 'notice' ? [event.message] : []));
        expect(notices).toContain('Redis is there again.');
        expect(notices.some((message) => message.includes('--appendonly yes'))).toBe(!appendOnly);
        await Promise.all(open.splice(0).map((each) => each.close()));
      } finally {
        await own.stop();
      }
    },
  );

  it('says that Redis refuses the password', async () => {
    const own = await startRedis({ settings: ['--requirepass', 'right'] });
    try {
      const connection = { port: own.port, password: 'wrong' };
      await expect(collect(bullmq({ connection }), [trial(0)], { folder })).rejects.toMatchObject({
        code: 'unavailable',
        message: expect.stringMatching(/WRONGPASS|NOAUTH/),
      });
    } finally {
      await own.stop();
    }
  });

  it('refuses a queue that holds the same trial of another study', async () => {
    const stop = new AbortController();
    const other = collect(executor(), [trial(0)], { folder: join(folder, 'other'), signal: stop.signal });
    await until(async () => (await jobs('tests')).length > 0, 'No job came');
    await expect(collect(executor(), [trial(0)], { folder })).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('Give each study a queue of its own'),
    });
    expect(await jobs('tests')).toEqual(['trial-0']);
    stop.abort();
    await other;
  });

  it('takes its jobs out of the queue and has the workers stop when it is stopped', async () => {
    await work('tomoni-stopped');
    const stop = new AbortController();
    const trials = Array.from({ length: 6 }, (_, seed) => trial(seed, { milliseconds: 60_000 }));
    const began = performance.now();
    const { results } = await collect(executor(), trials, {
      folder,
      study: 'stopped',
      signal: stop.signal,
      progress: ({ type }) => type === 'start' && stop.abort(),
    });
    expect(results).toEqual([]);
    expect(await jobs('stopped')).toEqual([]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });

  it('has workers use their own paths where they are told to', async () => {
    const here = join(folder, 'here');
    await work('tomoni-paths', { folder: here, run: trialModule });
    const { results } = await collect(executor(), [trial(0)], {
      folder: '/only/there',
      study: 'paths',
      run: 'file:///only/there/trial.js',
    });
    expect(summary(results)).toEqual(['trial-0 done']);
    expect(existsSync(join(here, 'trials', 'trial-0', 'runs'))).toBe(true);
  });

  it('gives every trial one result, whatever is killed', async () => {
    const program = fileURLToPath(new URL('disturb.mjs', import.meta.url));
    const options = ['--executor', 'bullmq', '--rounds', '1', '--trials', '100', '--every', '400'];
    const { stdout } = await promisify(execFile)(process.execPath, [program, ...options]);
    expect(JSON.parse(stdout)).toMatchObject({ rounds: 1, trials: 100, different: 0 });
  });
});
