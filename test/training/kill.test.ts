import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('kill-and-resume.mjs', import.meta.url));

describe('a run whose process dies', () => {
  it.each(['SIGKILL', 'SIGTERM'])('by %s goes on to the same bits', { timeout: 240_000 }, async (signal) => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      script,
      '--kills',
      '2',
      '--signal',
      signal,
    ]);
    const result: unknown = JSON.parse(stdout);
    expect(result).toMatchObject({ signal, different: 0 });
    expect(result).toMatchObject({ kills: 2, ends: expect.any(Number) });
  });
});
