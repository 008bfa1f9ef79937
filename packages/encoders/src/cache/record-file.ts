import { closeSync, fstatSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs';
import { crc32 } from 'node:zlib';
import { type FileLock, lockFile } from '@tomoni/data';

/** Where the values of a record stand. */
interface Place {
  readonly start: number;
  readonly bytes: number;
  readonly checksum: number;
}

/** Length of the key, bytes of the values, checksum of both, checksum of these three: four words. */
const headBytes = 16;
/** No key is longer; a greater number is damage. */
const longestKey = 256;

/**
 * Arrays by key in a file that only grows: a title line, then records with a checksum each. One process at a time adds
 * to it; others read what was there when they opened it.
 *
 * Records from the first damaged head on are cut off when the file is opened; one whose values are damaged is left out
 * when it is asked for. Where the disk is full the file stops growing. Each of these is told once.
 */
export class RecordFile {
  readonly #path: string;
  readonly #file: number;
  readonly #lock: FileLock | undefined;
  readonly #places = new Map<string, Place>();
  readonly #told = new Set<string>();
  readonly #notices: string[] = [];
  #end = 0;
  #grows: boolean;

  /** @param title tells what the records are of: a file that says otherwise is made anew */
  constructor(path: string, title: string, lock: FileLock | undefined = takeLock(path)) {
    this.#path = path;
    this.#lock = lock;
    this.#grows = this.#lock !== undefined;
    this.#file = openSync(path, 'a+');
    if (!this.#grows)
      this.#tell('is being written by another run: it is read as it was, and nothing is added to it');
    this.#open(Buffer.from(`${title}\n`));
  }

  /** Sentences since the last call. */
  takeNotices(): string[] {
    return this.#notices.splice(0);
  }

  get(key: string): Float32Array | undefined {
    const place = this.#places.get(key);
    if (place === undefined) return undefined;
    const values = new Float32Array(place.bytes / 4);
    const bytes = Buffer.from(values.buffer);
    if (
      readSync(this.#file, bytes, 0, place.bytes, place.start) === place.bytes &&
      checksum(key, bytes) === place.checksum
    )
      return values;
    this.#places.delete(key);
    this.#tell('was damaged: what cannot be read is computed anew');
    return undefined;
  }

  put(entries: ReadonlyMap<string, Float32Array>): void {
    if (!this.#grows) return;
    const added = [...entries].filter(([key]) => !this.#places.has(key));
    const places = new Map<string, Place>();
    const parts: Buffer[] = [];
    let end = this.#end;
    for (const [key, values] of added) {
      const bytes = Buffer.from(values.buffer, values.byteOffset, values.byteLength);
      const sum = checksum(key, bytes);
      parts.push(head(key, bytes.length, sum), Buffer.from(key), bytes);
      const start = end + headBytes + Buffer.byteLength(key);
      places.set(key, { start, bytes: bytes.length, checksum: sum });
      end = start + bytes.length;
    }
    if (!this.#append(Buffer.concat(parts))) return;
    for (const [key, place] of places) this.#places.set(key, place);
  }

  close(): void {
    closeSync(this.#file);
    this.#lock?.release();
  }

  #open(title: Buffer): void {
    const { size } = fstatSync(this.#file);
    const found = Buffer.alloc(title.length);
    readSync(this.#file, found, 0, found.length, 0);
    if (size > 0 && !found.equals(title)) {
      this.#tell('was not one of this encoder, or its beginning was damaged: it is made anew');
      this.#cut(0);
    } else if (size > 0) {
      this.#end = title.length;
      this.#index(size);
      return;
    }
    this.#append(title);
  }

  /** Finds the records, up to the first one that is not whole. */
  #index(size: number): void {
    const words = new Uint32Array(4);
    const bytes = Buffer.from(words.buffer);
    while (this.#end < size) {
      const read = readSync(this.#file, bytes, 0, headBytes, this.#end);
      const [keyBytes, valueBytes, sum] = words as ArrayLike<number> as readonly [number, number, number];
      const start = this.#end + headBytes + keyBytes;
      const whole =
        read === headBytes &&
        words[3] === crc32(bytes.subarray(0, 12)) &&
        keyBytes <= longestKey &&
        start + valueBytes <= size;
      if (!whole) {
        if (!this.#grows) return;
        this.#tell('was cut short or damaged: its whole records are kept, the others computed anew');
        this.#cut(this.#end);
        return;
      }
      const key = Buffer.alloc(keyBytes);
      readSync(this.#file, key, 0, keyBytes, this.#end + headBytes);
      this.#places.set(key.toString(), { start, bytes: valueBytes, checksum: sum });
      this.#end = start + valueBytes;
    }
  }

  #cut(end: number): void {
    if (this.#grows) ftruncateSync(this.#file, end);
    this.#end = end;
  }

  /** Whether all of it was written; else the file stays as it was. */
  #append(bytes: Buffer): boolean {
    if (!this.#grows) return false;
    try {
      for (let done = 0; done < bytes.length; ) done += writeSync(this.#file, bytes, done);
      this.#end += bytes.length;
      return true;
    } catch (error) {
      this.#grows = false;
      const reason = error instanceof Error ? error.message : String(error);
      this.#tell(`takes no more (${reason}): what it lacks is kept in memory alone`);
      this.#cutBack();
      return false;
    }
  }

  /** Takes back what was written of a record; where that fails too, the next reader finds it by its checksum. */
  #cutBack(): void {
    try {
      ftruncateSync(this.#file, this.#end);
    } catch {
      this.#grows = false;
    }
  }

  #tell(what: string): void {
    const sentence = `The cache file '${this.#path}' ${what}.`;
    if (this.#told.has(sentence)) return;
    this.#told.add(sentence);
    this.#notices.push(sentence);
  }
}

/** `undefined` where a living process has it. */
function takeLock(path: string): FileLock | undefined {
  const taken = lockFile(path);
  return 'lock' in taken ? taken.lock : undefined;
}

function head(key: string, valueBytes: number, sum: number): Buffer {
  const words = Uint32Array.of(Buffer.byteLength(key), valueBytes, sum, 0);
  const bytes = Buffer.from(words.buffer);
  words[3] = crc32(bytes.subarray(0, 12));
  return bytes;
}

function checksum(key: string, bytes: Buffer): number {
  return crc32(bytes, crc32(key));
}
