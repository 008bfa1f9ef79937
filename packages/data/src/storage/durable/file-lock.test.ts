import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { lockFile } from './file-lock.js';

const folder = mkdtempSync(join(tmpdir(), 'tomoni-lock-'));
afterAll(() => rmSync(folder, { recursive: true }));

const path = join(folder, 'file');
const lock = `${path}.lock`;
beforeEach(() => rmSync(lock, { force: true }));

function take() {
  const taken = lockFile(path);
  if ('holder' in taken) throw new Error('The lock is held.');
  return taken.lock;
}

describe('lockFile', () => {
  it('is held until it is released', () => {
    const first = take();
    expect(lockFile(path)).toEqual({ holder: { host: hostname(), process: process.pid, path: lock } });
    first.release();
    expect(existsSync(lock)).toBe(false);
    take().release();
  });

  it('is taken over from a process that has ended, or whose number another process has by now', () => {
    for (const owner of [
      `${hostname()} ${spawnSync(process.execPath, ['-e', '']).pid}`,
      ...(existsSync('/proc/self/stat') ? [`${hostname()} ${process.pid} 1`] : []),
      '',
    ]) {
      writeFileSync(lock, owner);
      take().release();
    }
  });

  it('cannot be asked on another machine, and holds', () => {
    writeFileSync(lock, 'elsewhere 12');
    expect(lockFile(path)).toMatchObject({ holder: { host: 'elsewhere', process: 12 } });
  });

  it('leaves a lock alone that somebody else has taken since', () => {
    const mine = take();
    writeFileSync(lock, 'elsewhere 12');
    mine.release();
    expect(readFileSync(lock, 'utf8')).toBe('elsewhere 12');
  });
});
