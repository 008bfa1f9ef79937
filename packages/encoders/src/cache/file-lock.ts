import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The right to write to a file. */
export interface FileLock {
  release(): void;
}

/** Takes the right to write to a file by a second one beside it; `undefined` where a living process has it. */
export function lockFile(path: string): FileLock | undefined {
  const lock = `${path}.lock`;
  const own = `${hostname()} ${process.pid}`;
  for (let attempt = 0; attempt < 2; attempt++)
    try {
      writeFileSync(lock, own, { flag: 'wx' });
      return { release: () => rmSync(lock, { force: true }) };
    } catch (error) {
      if (!isExisting(error)) throw error;
      if (isHeld(lock)) return undefined;
      rmSync(lock, { force: true });
    }
  return undefined;
}

function isExisting(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EEXIST';
}

/** Whether the process that wrote the lock may still run: one on another machine cannot be asked. */
function isHeld(lock: string): boolean {
  const [host, process] = readOwner(lock).split(' ');
  return host !== hostname() || isRunning(Number(process));
}

function readOwner(lock: string): string {
  try {
    return readFileSync(lock, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(id: number): boolean {
  if (!Number.isInteger(id) || id <= 0) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
