import { fileURLToPath } from 'node:url';
import type { TrialResult, TrialSpec } from '@tomoni/spec';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { slurm } from './slurm.js';

async function* oneTrial(): AsyncGenerator<TrialSpec> {
  yield { id: 'a', arm: 'a', seed: 1, parameters: {} };
}

async function results(
  executor = slurm(),
  run: Parameters<typeof executor.run>[1]['run'] = 'data:text/javascript,',
) {
  const all: TrialResult[] = [];
  for await (const result of executor.run(oneTrial(), { study: 's', run, folder: '/nowhere' }))
    all.push(result);
  return all;
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('slurm', () => {
  it.each([
    [{ cpusPerTask: 0 }, "'cpusPerTask' is 0. Give a whole number of at least 1."],
    [{ trialsPerTask: 1.5 }, "'trialsPerTask' is 1.5."],
    [{ maxParallel: -1 }, "'maxParallel' is -1."],
    [{ retries: -1 }, "'retries' is -1. Give a whole number of at least 0."],
    [{ pollSeconds: Number.NaN }, "'pollSeconds' is NaN."],
    [
      { options: ['--array=0-3'] },
      "The option '--array=0-3' of sbatch is set by the executor. Leave it out.",
    ],
    [{ node: [] }, 'The command that starts Node is empty.'],
  ])('refuses %j', (options, message) => {
    expect(() => slurm(options)).toThrow(message);
  });

  it('says how to get sbatch where it is not installed', async () => {
    vi.stubEnv('PATH', '/nowhere');
    await expect(results()).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('apt-get install slurm-client'),
    });
  });

  it('refuses a function, and what is not the URL of a module', async () => {
    await expect(results(slurm(), async () => ({ parts: {} }))).rejects.toMatchObject({
      code: 'invalid-argument',
      message: expect.stringContaining('new URL('),
    });
    await expect(results(slurm(), './trial.js')).rejects.toMatchObject({ code: 'invalid-argument' });
    await expect(results(slurm(), 'file:///nowhere/trial.js')).rejects.toMatchObject({
      code: 'not-found',
      where: { file: '/nowhere/trial.js' },
    });
  });

  it.runIf(!('typescript' in process.features && process.features.typescript))(
    'says what TypeScript needs, and takes it where Node is told to load a compiler',
    async () => {
      vi.stubEnv('PATH', '/nowhere');
      await expect(results(slurm(), import.meta.url)).rejects.toMatchObject({
        code: 'invalid-argument',
        where: { file: fileURLToPath(import.meta.url) },
        message: expect.stringContaining("node: ['node', '--import', 'tsx']"),
      });
      const loading = slurm({ node: ['node', '--import', 'tsx'] });
      await expect(results(loading, import.meta.url)).rejects.toMatchObject({ code: 'unavailable' });
    },
  );
});
