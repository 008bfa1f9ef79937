import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';
import { openStudy } from '../../packages/studies/dist/index.js';

const script = fileURLToPath(new URL('interrupted-study.mjs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'tomoni-full-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.runIf(existsSync('/bin/sh'))('a study on a disk that is full', () => {
  it('says so, keeps what was whole, and goes on when there is room', { timeout: 120_000 }, async () => {
    const run = promisify(execFile);
    const study = join(folder, 'study');
    const limited = run('/bin/sh', [
      ...['-c', 'trap "" XFSZ; ulimit -f 40; exec "$@"', 'sh'],
      ...[process.execPath, script, study, 'in-process'],
    ]);
    await expect(limited).rejects.toMatchObject({ stderr: expect.stringContaining('no room left') });
    const before = await openStudy(study);
    expect(before.notices).toEqual([]);
    expect(before.trials.length).toBeGreaterThan(0);
    expect(before.trials.length).toBeLessThan(200);
    const { stdout } = await run(process.execPath, [script, study, 'in-process']);
    expect(stdout).toContain('done 200');
    const after = await openStudy(study);
    expect(after.notices).toEqual([]);
    for (const { trial } of after.trials) expect(await after.examples(trial.id, 'validation')).toBeDefined();
  });
});
