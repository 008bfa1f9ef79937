import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type HistoryEntry, TomoniError } from '@tomoni/spec';
import type { Callback } from '../run/fit-options.js';

/**
 * Writes one line of JSON per evaluation: a history entry, readable while the run goes on.
 *
 * A new run writes the file anew; a resumed one keeps the entries up to its checkpoint. What is not a finite number is
 * written as `null`. The folder is made where it is missing.
 *
 * @param path the file, such as `out/history.jsonl`; a callback for a resumed run throws `malformed-file` where it holds something else
 *
 * @example
 * ```ts
 * import { historyFile } from '@tomoni/training';
 *
 * const options = { seed: 1, callbacks: [historyFile('out/history.jsonl')] };
 * ```
 */
export function historyFile(path: string): Callback {
  return async (event) => {
    if (event.type === 'start') {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, event.step === 0 ? '' : await entriesUpTo(event.step, path));
    }
    if (event.type === 'evaluation') await appendFile(path, `${JSON.stringify(event.entry)}\n`);
  };
}

/** The lines of the entries that a resumed run keeps; a line cut off by the stop is left out. */
async function entriesUpTo(step: number, path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const lines = text.split('\n').slice(0, -1);
  return lines
    .filter((line, i) => stepOf(line, path, i + 1) <= step)
    .map((line) => `${line}\n`)
    .join('');
}

function stepOf(text: string, file: string, line: number): number {
  try {
    return (JSON.parse(text) as HistoryEntry).step;
  } catch (cause) {
    throw new TomoniError({
      code: 'malformed-file',
      what: 'The line is not a history entry.',
      where: { file, line },
      remedy: 'Give a path of its own to the history of the run.',
      cause,
    });
  }
}
