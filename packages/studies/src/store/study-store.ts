import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileLock, type GrowingFile, lockFile, openGrowingFile, withStorageErrors } from '@tomoni/data';
import {
  type Json,
  type PartResult,
  TomoniError,
  type TrainingHistory,
  type TrialResult,
} from '@tomoni/spec';
import { DetailsFile } from './details-file.js';
import { type Entry, type HeaderEntry, journalFormat, type PartEntry, type ResultEntry } from './entries.js';
import { readJournal } from './journal.js';
import { journalLine } from './journal-line.js';
import { StudyRecord } from './study-record.js';

/** The files of a study. */
export function storeFiles(folder: string): { readonly journal: string; readonly details: string } {
  return { journal: join(folder, 'results.jsonl'), details: join(folder, 'details.jsonl') };
}

/**
 * Reads what a study has recorded; anybody may, also while it runs.
 *
 * @throws TomoniError `not-found` where there is no study, `damaged-file` as the journal
 */
export async function readStore(
  folder: string,
): Promise<{ readonly name: string; readonly record: StudyRecord }> {
  const { journal: path } = storeFiles(folder);
  const journal = await readJournal(path);
  if (journal === undefined)
    throw new TomoniError({
      code: 'not-found',
      what: 'The folder holds no study.',
      where: { file: path },
      remedy: 'Check the path, or run the study first.',
    });
  const record = new StudyRecord(journal.entries);
  record.notices.unshift(...journal.notices, ...(await missingDetails(folder, record)));
  return { name: journal.name, record };
}

/** The right to add to a study's record. One process has it at a time. */
export class StudyStore {
  readonly record: StudyRecord;
  readonly #lock: FileLock;
  readonly #journal: GrowingFile;
  readonly #details: DetailsFile;

  private constructor(lock: FileLock, record: StudyRecord, journal: GrowingFile, details: DetailsFile) {
    this.#lock = lock;
    this.record = record;
    this.#journal = journal;
    this.#details = details;
  }

  /**
   * Opens the store of a study, and makes it where there is none.
   *
   * @throws TomoniError `unavailable` where another process writes it, `mismatch` where it is of another study
   */
  static async open(folder: string, name: string): Promise<StudyStore> {
    const files = storeFiles(folder);
    await withStorageErrors(folder, 'written', () => mkdir(folder, { recursive: true }));
    const lock = await withStorageErrors(folder, 'written', async () => takeLock(files.journal));
    let journal: GrowingFile | undefined;
    try {
      const found = await readJournal(files.journal);
      if (found !== undefined) requireSameStudy(found.name, name, files.journal);
      journal = await openGrowingFile(files.journal);
      await journal.cutUnfinishedLine();
      if (found?.version !== journalFormat.version)
        await journal.append(Buffer.from(journalLine(headerOf(name))));
      const record = new StudyRecord(found?.entries);
      record.notices.unshift(...(found?.notices ?? []), ...(await missingDetails(folder, record)));
      const details = await DetailsFile.open(files.details, record.places());
      return new StudyStore(lock, record, journal, details);
    } catch (error) {
      await journal?.close();
      lock.release();
      throw error;
    }
  }

  /** Writes an entry to the disk. */
  async add(entry: Exclude<Entry, HeaderEntry>): Promise<void> {
    await this.#journal.append(Buffer.from(journalLine(entry)));
    this.record.add(entry);
  }

  /** Writes a result to the disk; one of a trial that is done already is ignored, and noticed where it differs. Gives whether it counts. */
  async addResult(result: TrialResult): Promise<boolean> {
    const entry = this.#entryOf(result);
    if (this.record.counts(result)) {
      await this.#details.flush();
      await this.add(entry);
      return true;
    }
    this.#details.discard();
    this.record.noticeSecond(entry);
    return false;
  }

  async close(): Promise<void> {
    await this.#journal.close();
    await this.#details.close();
    this.#lock.release();
  }

  #entryOf(result: TrialResult): ResultEntry {
    const { trial, startedAt, seconds, worker } = result;
    const common = { type: 'result', trial, startedAt, seconds, worker } as const;
    if (result.status === 'failed') return { ...common, status: 'failed', error: result.error };
    const { parts, history, extra } = result.outcome;
    return {
      ...common,
      status: 'done',
      parts: Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, this.#partOf(part)])),
      ...(history !== undefined && { history: this.#details.put(historyJson(history)) }),
      ...(extra !== undefined && { extra: this.#details.put(extra) }),
    };
  }

  #partOf({ scores, predictions, labels }: PartResult): PartEntry {
    return {
      scores,
      ...(predictions !== undefined && { predictions: this.#details.put(predictions) }),
      ...(labels !== undefined && { labels: this.#details.put(labels) }),
    };
  }
}

/** A history is plain data whose type is an interface. */
function historyJson(history: TrainingHistory): Json {
  return history as object as Json;
}

function headerOf(name: string): HeaderEntry {
  return { type: 'study', ...journalFormat, name, at: new Date().toISOString() };
}

function takeLock(path: string): FileLock {
  const taken = lockFile(path);
  if ('lock' in taken) return taken.lock;
  const { host, process: id, path: lock } = taken.holder;
  throw new TomoniError({
    code: 'unavailable',
    what: `Process ${id} on '${host}' works on the study.`,
    where: { file: path },
    remedy: `Wait for its end or stop it; if it no longer runs, as after a machine was switched off, remove '${lock}'.`,
  });
}

function requireSameStudy(found: string, name: string, file: string): void {
  if (found === name) return;
  throw new TomoniError({
    code: 'mismatch',
    what: `The folder holds the study '${found}', not '${name}'.`,
    where: { file },
    remedy: 'Give each study a folder of its own.',
  });
}

/** Says whose examples or histories stood in a part of the file of details that is gone. */
async function missingDetails(folder: string, record: StudyRecord): Promise<string[]> {
  const { details } = storeFiles(folder);
  const size = await stat(details).then(
    (file) => file.size,
    () => 0,
  );
  let lost = 0;
  for (const { start, bytes } of record.places()) if (start + bytes > size) lost++;
  if (lost === 0) return [];
  return [
    `'${details}' was cut short: ${lost} lists of predictions, labels or histories are lost; scores are not concerned.`,
  ];
}
