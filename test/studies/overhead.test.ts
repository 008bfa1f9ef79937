import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';

const script = fileURLToPath(new URL('overhead.mjs', import.meta.url));

it('the machinery of a study costs little', { timeout: 120_000 }, async () => {
  const { stdout } = await promisify(execFile)(process.execPath, [script, '--trials', '1000']);
  const { trials, millisecondsPerTrial, secondsToLoad, secondsToAnalyse } = JSON.parse(stdout);
  expect(trials).toBe(1000);
  expect(millisecondsPerTrial).toBeLessThan(50);
  expect(secondsToLoad + secondsToAnalyse).toBeLessThan(2);
});
