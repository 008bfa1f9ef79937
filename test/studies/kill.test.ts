import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('kill-and-continue.mjs', import.meta.url));

describe('a study that is killed', () => {
  it.each(['in-process', 'pool'])(
    '%s: ends as if it had not been',
    { timeout: 240_000 },
    async (executor) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        script,
        '--rounds',
        '2',
        '--executor',
        executor,
      ]);
      expect(JSON.parse(stdout)).toMatchObject({ executor, trials: 200, rounds: 2, wrong: 0 });
    },
  );
});
