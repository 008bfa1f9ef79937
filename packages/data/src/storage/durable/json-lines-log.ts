import { type FileHandle, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Json, TomoniError } from '@tomoni/spec';
import { withStorageErrors } from './storage-error.js';
import { synchroniseFolder } from './synchronise.js';
import { readFully, writeFully } from './transfer.js';

/** What {@link appendLine} did. */
export interface AppendedLine {
  /** Unfinished last line that an earlier writer left when it was killed, cut off before the new line was written. */
  readonly torn?: string;
}

/** The lines of a log. */
export interface LogLines {
  readonly lines: readonly Json[];
  /** Unfinished last line of a writer that was killed or is at work; not among `lines`. */
  readonly torn?: string;
}

/** The last append to each file, so that appends from one process follow one another. */
const queues = new Map<string, Promise<unknown>>();

/**
 * Appends one value as a line of JSON and waits until it is on the disk. A last line that was left unfinished by
 * a killed process is cut off first and returned. One process writes a log at a time.
 *
 * @throws TomoniError `exhausted` where the disk is full: the log is then as it was
 *
 * @example
 * ```ts
 * import { appendLine, readLines } from '@tomoni/data';
 *
 * await appendLine('trials.jsonl', { trial: 'a-1', rmse: 0.71 });
 * const { lines } = await readLines('trials.jsonl');
 * console.log(lines.length);
 * ```
 */
export async function appendLine(path: string, value: Json): Promise<AppendedLine> {
  const key = resolve(path);
  const before = queues.get(key) ?? Promise.resolve();
  const append = before.then(
    () => appendNow(path, value),
    () => appendNow(path, value),
  );
  queues.set(key, append);
  try {
    return await append;
  } finally {
    if (queues.get(key) === append) queues.delete(key);
  }
}

/**
 * Reads a log that {@link appendLine} wrote. A missing file has no lines.
 *
 * @throws TomoniError `damaged-file` where a finished line is not JSON
 *
 * @example
 * ```ts
 * import { readLines } from '@tomoni/data';
 *
 * const { lines, torn } = await readLines('trials.jsonl');
 * console.log(lines.length, torn === undefined ? '' : 'and one cut short');
 * ```
 */
export async function readLines(path: string): Promise<LogLines> {
  return withStorageErrors(path, 'read', async () => {
    const handle = await openIfThere(path, 'r');
    if (handle === undefined) return { lines: [] };
    try {
      const texts = (await handle.readFile('utf8')).split('\n');
      const torn = texts.pop() ?? '';
      const lines = texts.map((text, index) => parseLine(text, path, index + 1));
      return torn === '' ? { lines } : { lines, torn };
    } finally {
      await handle.close();
    }
  });
}

async function appendNow(path: string, value: Json): Promise<AppendedLine> {
  return withStorageErrors(path, 'written', async () => {
    const existing = await openIfThere(path, 'r+');
    const handle = existing ?? (await open(path, 'wx+'));
    try {
      const torn = await cutTornLine(handle);
      const { size } = await handle.stat();
      try {
        await writeFully(handle, new TextEncoder().encode(`${JSON.stringify(value)}\n`), size);
        await handle.sync();
      } catch (error) {
        await handle.truncate(size).catch(() => undefined); // what may stay is cut off by the next append
        throw error;
      }
      if (existing === undefined) await synchroniseFolder(dirname(resolve(path)));
      return torn === undefined ? {} : { torn };
    } finally {
      await handle.close();
    }
  });
}

async function openIfThere(path: string, flags: 'r' | 'r+'): Promise<FileHandle | undefined> {
  try {
    return await open(path, flags);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

const newline = 0x0a;

/** Cuts the file after its last newline and gives what was cut. */
async function cutTornLine(handle: FileHandle): Promise<string | undefined> {
  const { size } = await handle.stat();
  const block = new Uint8Array(2 ** 16);
  let end = size;
  while (end > 0) {
    const start = Math.max(0, end - block.length);
    const part = block.subarray(0, end - start);
    await readFully(handle, part, start);
    const last = part.lastIndexOf(newline);
    if (last >= 0) {
      end = start + last + 1;
      break;
    }
    end = start;
  }
  if (end === size) return undefined;
  const torn = new Uint8Array(size - end);
  await readFully(handle, torn, end);
  await handle.truncate(end);
  return new TextDecoder().decode(torn);
}

function parseLine(text: string, file: string, line: number): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new TomoniError({
      code: 'damaged-file',
      what: `The line is not JSON: ${JSON.stringify(text.slice(0, 60))}.`,
      where: { file, line },
      remedy: 'Remove the line, or restore the file from a copy.',
    });
  }
}
