import { readFile } from 'node:fs/promises';
import { withStorageErrors } from '@tomoni/data';
import { TomoniError } from '@tomoni/spec';
import { type Entry, type HeaderEntry, journalFormat } from './entries.js';
import { parseJournalLine } from './journal-line.js';
import { parseEntry } from './parse-entry.js';

/** What a journal holds. */
export interface Journal {
  /** Name of the study. */
  readonly name: string;
  /** The format in which it was last written. */
  readonly version: number;
  readonly entries: readonly Exclude<Entry, HeaderEntry>[];
  /** Sentences on what was lost. */
  readonly notices: readonly string[];
}

/**
 * Reads a journal: all of its lines that are whole, and of those in another format what this version knows. `undefined`
 * where there is none, or nothing of it reached the disk.
 *
 * @throws TomoniError `damaged-file` where it does not begin as a journal
 */
export async function readJournal(path: string): Promise<Journal | undefined> {
  const text = await withStorageErrors(path, 'read', () => readIfThere(path));
  const lines = text.split('\n');
  const unfinished = lines.pop() ?? '';
  const [first, ...rest] = lines;
  if (first === undefined) return undefined;
  const { name, version: firstVersion } = parseHeader(first, path);
  const entries: Exclude<Entry, HeaderEntry>[] = [];
  const notices = firstVersion === journalFormat.version ? [] : [otherFormat(path, firstVersion)];
  let version = firstVersion;
  for (const [i, line] of rest.entries()) {
    const value = parseJournalLine(line);
    const entry = parseEntry(value);
    if (entry === undefined)
      notices.push(
        lost(
          path,
          `line ${i + 2} is ${value === undefined ? 'damaged' : 'of a kind that is not known'}`,
          line,
        ),
      );
    else if (entry.type === 'study') version = entry.version;
    else entries.push(entry);
  }
  if (unfinished !== '') notices.push(lost(path, 'the last line was cut short', unfinished));
  return { name, version, entries, notices };
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

function parseHeader(line: string, file: string): HeaderEntry {
  const header = parseEntry(parseJournalLine(line));
  if (header?.type === 'study' && header.format === journalFormat.format) return header;
  throw new TomoniError({
    code: 'damaged-file',
    what: 'The file does not begin as the journal of a study.',
    where: { file, line: 1 },
    remedy: 'Restore it from a copy, or give the study another folder.',
  });
}

function otherFormat(path: string, version: number): string {
  return `'${path}' was written in format ${version} by another version of the library, and is read as far as format ${journalFormat.version} goes.`;
}

/** Says what a line that cannot be read was about, as far as it still tells. */
function lost(path: string, what: string, line: string): string {
  const trial = /"trial":\{"id":"([^"]+)"/.exec(line)?.[1];
  const kind = /^\{"type":"(\w+)"/.exec(line)?.[1];
  const about =
    trial !== undefined
      ? `the result of trial '${trial}' is lost, and the trial is run again`
      : kind !== undefined
        ? `an entry '${kind}' is lost`
        : 'what it held is lost';
  return `In '${path}' ${what}: ${about}.`;
}
