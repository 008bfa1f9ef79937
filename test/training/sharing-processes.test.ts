import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from './temporary-folder.js';

const script = fileURLToPath(new URL('sharing-run.mjs', import.meta.url));
let folder: string;
temporaryFolder((path) => {
  folder = path;
});

/** Lines `<way> <digest>` of a process that runs every way of sharing. */
async function run(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, ...args]);
  return stdout.split('\n').filter((line) => line !== '');
}

describe.each(['wasm', 'onnxruntime'])('20 steps of every way of sharing on %s', (engine) => {
  it('are 10 steps, and 10 more in another process', { timeout: 240_000 }, async () => {
    const whole = await run(engine, join(folder, 'whole'));
    expect(await run(engine, join(folder, 'parts'), '10')).toEqual([]);
    expect(await run(engine, join(folder, 'parts'))).toEqual(whole);
    expect(whole).toHaveLength(13);
  });
});
