import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** The right to write to a file. */
export interface FileLock {
  release(): void;
}

/** Who has the right to write to a file. */
export interface LockHolder {
  /** Name of the machine. */
  readonly host: string;
  /** Number of the process on it. */
  readonly process: number;
  /** The lock: a file beside the one that is locked. */
  readonly path: string;
}

/**
 * Takes the right to write to a file by a second one beside it, or says who has it. A lock whose process has ended is taken
 * over; one of another machine cannot be asked, and holds.
 *
 * @example
 * ```ts
 * import { lockFile } from '@tomoni/data';
 *
 * const taken = lockFile('results.jsonl');
 * if ('holder' in taken) console.log(`Process ${taken.holder.process} writes it.`);
 * else taken.lock.release();
 * ```
 */
export function lockFile(path: string): { readonly lock: FileLock } | { readonly holder: LockHolder } {
  const lock = `${path}.lock`;
  const own = ownerText(process.pid);
  for (;;)
    try {
      writeFileSync(lock, own, { flag: 'wx' });
      return { lock: { release: () => releaseIf(lock, own) } };
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
      const owner = readOwner(lock);
      if (owner === undefined) continue;
      if (isHeld(owner)) return { holder: { ...holderOf(owner), path: lock } };
      dropStale(lock, owner);
    }
}

/** `host process start`, the last where the system tells it: numbers of processes come again. */
function ownerText(id: number): string {
  return [hostname(), id, startOf(id)].filter((part) => part !== undefined).join(' ');
}

function holderOf(owner: string): { readonly host: string; readonly process: number } {
  const [host = '', id] = owner.split(' ');
  return { host, process: Number(id) };
}

function isHeld(owner: string): boolean {
  const { host, process: id } = holderOf(owner);
  if (host !== hostname()) return host !== '';
  const start = owner.split(' ')[2];
  return isRunning(id) && (start === undefined || start === startOf(id));
}

/** Steps the stale lock aside, and puts it back where another process was faster and it is a new one by now. */
function dropStale(lock: string, owner: string): void {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  const moved = readOwner(aside);
  if (moved !== undefined && moved !== owner && isHeld(moved)) renameSync(aside, lock);
  else rmSync(aside, { force: true });
}

function releaseIf(lock: string, own: string): void {
  if (readOwner(lock) === own) rmSync(lock, { force: true });
}

function readOwner(lock: string): string | undefined {
  try {
    return readFileSync(lock, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function isRunning(id: number): boolean {
  if (!Number.isInteger(id) || id <= 0) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    return systemCode(error) === 'EPERM';
  }
}

/** When a process began, in ticks since the machine did; `undefined` where the system does not tell. */
function startOf(id: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${id}/stat`, 'utf8');
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

function systemCode(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
