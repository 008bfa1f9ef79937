import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** Gives each test of a file a folder of its own, which goes with it. */
export function temporaryFolder(use: (path: string) => void): void {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
    use(folder);
  });
  afterEach(async () => {
    await rm(folder, { recursive: true });
  });
}
