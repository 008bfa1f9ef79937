import type { TrialSpec } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { bullmq } from './bullmq.js';
import { jobIdOf } from './queue/trial-job.js';
import { requireRunnable } from './worker/require-runnable.js';

async function* oneTrial(): AsyncGenerator<TrialSpec> {
  yield { id: 'a', arm: 'a', seed: 1, parameters: {} };
}

describe('bullmq', () => {
  it.each([
    [{ attempts: 0 }, "'attempts' is 0. Give a whole number of at least 1."],
    [{ maxQueued: 0.5 }, "'maxQueued' is 0.5."],
    [{ concurrency: -1 }, "'concurrency' is -1. Give a whole number of at least 0."],
  ])('refuses %j', (options, message) => {
    expect(() => bullmq(options)).toThrow(message);
  });

  it('refuses a function, and what is not the URL of a module', async () => {
    for (const run of [async () => ({ parts: {} }), './trial.js'])
      await expect(
        bullmq().run(oneTrial(), { study: 's', run, folder: '/nowhere' })[Symbol.asyncIterator]().next(),
      ).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('says within seconds that Redis is not there', async () => {
    const executor = bullmq({ connection: { port: 1, password: 'secret' } });
    const run = 'data:text/javascript,';
    const began = performance.now();
    const first = executor.run(oneTrial(), { study: 's', run, folder: '/nowhere' });
    const error: unknown = await first[Symbol.asyncIterator]()
      .next()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unavailable', what: expect.stringContaining('127.0.0.1:1') });
    expect(String(error)).toContain('redis-server --appendonly yes');
    expect(String(error)).not.toContain('secret');
    expect(performance.now() - began).toBeLessThan(5_000);
  });
});

describe('the id of a job', () => {
  it("is the trial's, but for what BullMQ does not take", () => {
    expect(jobIdOf('interest-1')).toBe('interest-1');
    expect(jobIdOf('12')).toBe('trial-12');
    expect(jobIdOf('a:1')).toBe('trial-a%3A1');
  });
});

describe('a module in TypeScript', () => {
  it.runIf(!('typescript' in process.features && process.features.typescript))(
    'is refused where Node does not run it',
    () => {
      expect(() => requireRunnable('file:///study/trial.ts', [])).toThrow('node --import tsx');
      expect(() => requireRunnable('file:///study/trial.js', [])).not.toThrow();
      expect(() => requireRunnable('file:///study/trial.ts', ['--import', 'tsx'])).not.toThrow();
    },
  );
});
