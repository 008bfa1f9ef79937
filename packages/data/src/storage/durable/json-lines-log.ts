import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { type Json, TomoniError } from '@tomoni/spec';
import { openGrowingFile } from './growing-file.js';
import { isMissing, withStorageErrors } from './storage-error.js';

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
    const texts = (await readIfThere(path)).split('\n');
    const torn = texts.pop() ?? '';
    const lines = texts.map((text, index) => parseLine(text, path, index + 1));
    return torn === '' ? { lines } : { lines, torn };
  });
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return '';
    throw error;
  }
}

async function appendNow(path: string, value: Json): Promise<AppendedLine> {
  const file = await openGrowingFile(path);
  try {
    const torn = await file.cutUnfinishedLine();
    await file.append(new TextEncoder().encode(`${JSON.stringify(value)}\n`));
    return torn.length === 0 ? {} : { torn: new TextDecoder().decode(torn) };
  } finally {
    await file.close();
  }
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
