import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { TomoniError } from '@tomoni/spec';
import { storageError } from '../storage/durable/storage-error.js';

/** What can be read: the path of a file, bytes, or a stream of bytes. */
export type Source = string | Uint8Array | AsyncIterable<Uint8Array>;

/** What all readers take. */
export interface SourceOptions {
  /** Stops reading. */
  readonly signal?: AbortSignal;
  /** Called while reading with the bytes read so far and, where it is known, their number in all; compressed bytes where the file is compressed. */
  readonly progress?: (done: number, total: number | undefined) => void;
}

/** The path of a source, where it is a file. */
export function pathOf(source: Source): string | undefined {
  return typeof source === 'string' ? source : undefined;
}

/** The bytes of a source, unpacked where they are compressed by gzip. */
export async function* readBytes(source: Source, options: SourceOptions): AsyncGenerator<Uint8Array> {
  try {
    const total = await lengthOf(source);
    yield* unpack(track(open(source), total, options), source);
  } catch (error) {
    throw readError(error, source);
  }
}

async function lengthOf(source: Source): Promise<number | undefined> {
  if (typeof source === 'string') return (await stat(source)).size;
  return source instanceof Uint8Array ? source.length : undefined;
}

function open(source: Source): AsyncIterable<unknown> {
  if (typeof source === 'string') return createReadStream(source);
  return source instanceof Uint8Array ? cut(source) : source;
}

const pieceLength = 2 ** 16;

async function* cut(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += pieceLength)
    yield bytes.subarray(start, start + pieceLength);
}

/** Passes chunks on, reports them, and stops at the signal even while the next one is awaited. */
async function* track(
  chunks: AsyncIterable<unknown>,
  total: number | undefined,
  { signal, progress }: SourceOptions,
): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let done = 0;
  try {
    for (;;) {
      const next = await unlessAborted(iterator.next(), signal);
      if (next.done === true) return;
      const bytes = toBytes(next.value);
      yield bytes;
      done += bytes.length;
      progress?.(done, total);
    }
  } finally {
    iterator.return?.().catch(() => undefined); // not awaited: a stalled stream would never answer
  }
}

function toBytes(chunk: unknown): Uint8Array {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  if (bytes instanceof Uint8Array) return bytes;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The stream gives a value of type ${typeof chunk} where bytes were expected.`,
    remedy: 'Give a stream of Uint8Array.',
  });
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () =>
      reject(new TomoniError({ code: 'aborted', what: 'Reading was stopped.', cause: signal.reason }));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}

/** The first two bytes of gzip. */
const gzipMagic = [0x1f, 0x8b] as const;

async function* unpack(chunks: AsyncGenerator<Uint8Array>, source: Source): AsyncGenerator<Uint8Array> {
  try {
    let head: Uint8Array = new Uint8Array();
    while (head.length < gzipMagic.length) {
      const next = await chunks.next();
      if (next.done === true) break;
      head = Buffer.concat([head, next.value]);
    }
    const all = prepend(head, chunks);
    if (gzipMagic.every((byte, index) => head[index] === byte))
      yield* pipeline(all, createGunzip(), () => undefined) as AsyncIterable<Uint8Array>;
    else if (head.length > 0 && typeof source === 'string' && source.endsWith('.gz'))
      throw new TomoniError({
        code: 'malformed-file',
        what: 'The name of the file ends in .gz, but it is not compressed by gzip.',
        remedy: 'Rename the file, or fetch it again.',
      });
    else yield* all;
  } finally {
    await chunks.return(undefined);
  }
}

async function* prepend(head: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.length > 0) yield head;
  yield* rest;
}

function readError(error: unknown, source: Source): unknown {
  const file = pathOf(source);
  const where = file === undefined ? {} : { file };
  if (error instanceof TomoniError) return error.at(where);
  if (error instanceof Error && 'code' in error && String(error.code).startsWith('Z_'))
    return new TomoniError({
      code: 'malformed-file',
      what: `The compressed data is damaged: ${error.message}.`,
      where,
      remedy: 'Fetch or compress the file again.',
      cause: error,
    });
  return file === undefined ? error : storageError(error, file, 'read');
}
