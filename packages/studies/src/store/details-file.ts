import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { type GrowingFile, openGrowingFile, withStorageErrors } from '@tomoni/data';
import { type Json, TomoniError } from '@tomoni/spec';
import type { Place } from './entries.js';

/**
 * What is too long for the journal: predictions, labels, histories; one value per line, read by its place. What is there
 * already, such as the labels that all trials share, is not written again.
 */
export class DetailsFile {
  readonly #file: GrowingFile;
  readonly #known: Map<string, Place>;
  readonly #pending = new Map<string, Buffer>();

  private constructor(file: GrowingFile, known: Map<string, Place>) {
    this.#file = file;
    this.#known = known;
  }

  /** @param places that the journal knows of */
  static async open(path: string, places: Iterable<Place>): Promise<DetailsFile> {
    const file = await openGrowingFile(path);
    await file.cutUnfinishedLine();
    const whole = Array.from(places).filter(({ start, bytes }) => start + bytes <= file.end);
    return new DetailsFile(file, new Map(whole.map((place) => [place.digest, place])));
  }

  /** The place of a value, which is there after the next `flush`. */
  put(value: Json): Place {
    const line = Buffer.from(`${JSON.stringify(value)}\n`);
    const digest = digestOf(line);
    const known = this.#known.get(digest);
    if (known !== undefined) return known;
    const before = [...this.#pending.values()].reduce((sum, { length }) => sum + length, 0);
    const place = { start: this.#file.end + before, bytes: line.length, digest };
    this.#pending.set(digest, line);
    this.#known.set(digest, place);
    return place;
  }

  /** Writes what was put to the disk. */
  async flush(): Promise<void> {
    if (this.#pending.size === 0) return;
    try {
      await this.#file.append(Buffer.concat([...this.#pending.values()]));
      this.#pending.clear();
    } finally {
      this.discard();
    }
  }

  /** Forgets what was put since the last `flush`. */
  discard(): void {
    for (const digest of this.#pending.keys()) this.#known.delete(digest);
    this.#pending.clear();
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/**
 * Reads one value of a file of details.
 *
 * @throws TomoniError `damaged-file` where other bytes stand there by now
 */
export async function readDetail(path: string, { start, bytes, digest }: Place): Promise<Json> {
  const line = Buffer.alloc(bytes);
  await withStorageErrors(path, 'read', async () => {
    const handle = await open(path, 'r');
    try {
      await handle.read(line, 0, bytes, start);
    } finally {
      await handle.close();
    }
  });
  if (digestOf(line) === digest) return JSON.parse(line.toString());
  throw new TomoniError({
    code: 'damaged-file',
    what: `The ${bytes} bytes from ${start} on are not those that were written.`,
    where: { file: path },
    remedy:
      'Restore the file from a copy; the scores of the trials, which stand elsewhere, are not concerned.',
  });
}

function digestOf(line: Buffer): string {
  return createHash('sha256').update(line).digest('hex').slice(0, 32);
}
