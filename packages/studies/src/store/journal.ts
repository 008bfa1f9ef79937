import { readFile } from 'node:fs/promises';
import { withStorageErrors } from '@tomoni/data';
import { TomoniError } from '@tomoni/spec';
import { type Entry, type HeaderEntry, journalFormat } from './entries.js';
import { parseJournalLine } from './journal-line.js';

/** What a journal holds. */
export interface Journal {
  readonly header: HeaderEntry;
  readonly entries: readonly Exclude<Entry, HeaderEntry>[];
  /** Sentences on what was lost. */
  readonly notices: readonly string[];
}

/**
 * Reads a journal: all of its whole lines. `undefined` where there is none, or nothing of it reached the disk.
 *
 * @throws TomoniError `mismatch` where another version wrote it, `damaged-file` where it does not begin as one
 */
export async function readJournal(path: string): Promise<Journal | undefined> {
  const text = await withStorageErrors(path, 'read', () => readIfThere(path));
  const lines = text.split('\n');
  const unfinished = lines.pop() ?? '';
  const [first, ...rest] = lines;
  if (first === undefined) return undefined;
  const header = parseHeader(first, path);
  const entries: Exclude<Entry, HeaderEntry>[] = [];
  const notices: string[] = [];
  for (const [i, line] of rest.entries()) {
    const entry = parseJournalLine(line) as Exclude<Entry, HeaderEntry> | undefined;
    if (entry === undefined) notices.push(lost(path, `line ${i + 2} is damaged`, line));
    else entries.push(entry);
  }
  if (unfinished !== '') notices.push(lost(path, 'the last line was cut short', unfinished));
  return { header, entries, notices };
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
  const header = parseJournalLine(line) as HeaderEntry | undefined;
  if (header?.format !== journalFormat.format)
    throw new TomoniError({
      code: 'damaged-file',
      what: 'The file does not begin as the journal of a study.',
      where: { file, line: 1 },
      remedy: 'Restore it from a copy, or give the study another folder.',
    });
  if (header.version === journalFormat.version) return header;
  throw new TomoniError({
    code: 'mismatch',
    what: `The study was written in format ${header.version}; this version of the library reads and writes format ${journalFormat.version}.`,
    where: { file },
    remedy: 'Use the version that wrote it, or give the study another folder.',
  });
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
