import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { weightingCatalogue } from '@tomoni/weighting';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('balanced-runs.mjs', import.meta.url));
const names = weightingCatalogue.flatMap(({ methods }) => methods.map(({ name }) => name));

interface Outcome {
  readonly name: string;
  readonly digest?: string;
  readonly stopped?: true;
}

/** What a process of its own tells of each method. */
async function outcomes(folder: string, part: 'whole' | 'begin' | 'resume'): Promise<Map<string, Outcome>> {
  const { stdout } = await promisify(execFile)(process.execPath, [script, folder, part]);
  const lines = stdout.trim().split('\n');
  return new Map(
    lines.map((line) => JSON.parse(line) as Outcome).map((outcome) => [outcome.name, outcome] as const),
  );
}

describe('20 steps, and 10 steps, a new process, and 10 more, end with the same bits', () => {
  let folder: string;
  let whole: Map<string, Outcome>;
  let begun: Map<string, Outcome>;
  let resumed: Map<string, Outcome>;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-balancing-'));
    whole = await outcomes(folder, 'whole');
    begun = await outcomes(folder, 'begin');
    resumed = await outcomes(folder, 'resume');
  }, 400_000);
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  it.each(names)('%s', (name) => {
    expect(begun.get(name)?.stopped).toBe(true);
    expect(whole.get(name)?.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(resumed.get(name)?.digest).toBe(whole.get(name)?.digest);
  });
});
