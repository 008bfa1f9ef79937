import {
  type ErrorLocation,
  type Json,
  type JsonObject,
  type Rows,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import type { Columns, RowOf } from '../columns/column.js';
import { shorten } from '../sentences/shorten.js';
import { cellError } from './cell-error.js';
import { findJsonFault } from './json-fault.js';
import { gather, type LocatedRow, locate, type NumberedRow, placeIn } from './read-rows.js';
import { pathOf, readBytes, type Source, type SourceOptions } from './source.js';
import { checkUtf8 } from './utf8.js';

/** How JSON Lines are read. */
export interface JsonLinesOptions<Name extends string = string> extends SourceOptions {
  /** Keys of the columns in the file, by their names in a row. Default: the same name. */
  readonly from?: { readonly [Column in Name]?: string };
}

/**
 * Reads a file of JSON Lines, one object a line, compressed by gzip or not. It has to be UTF-8; empty lines are
 * passed over. Keys that are not asked for are left out.
 *
 * @param source path, bytes or stream of bytes
 * @param columns what to read, by the names that the columns get in a row
 * @throws TomoniError `malformed-file` or `invalid-data` with file, line and column, what was expected and what
 *   was found; `not-found`; `aborted`
 *
 * @example
 * ```ts
 * import { oneOf, readJsonLines, text } from '@tomoni/data';
 *
 * const rows = await readJsonLines('train.jsonl.gz', { text: text(), label: oneOf(['pos', 'neg']) });
 * console.log(rows.at(0).label, rows.where(0)); // … { file: 'train.jsonl.gz', line: 1 }
 * ```
 */
export function readJsonLines<const C extends Columns>(
  source: Source,
  columns: C,
  options: JsonLinesOptions<keyof C & string> = {},
): Promise<Rows<RowOf<C>>> {
  requireKnownOptions('readJsonLines()', options, ['from', 'signal', 'progress']);
  return gather(source, columns, readObjects(source, columns, options));
}

/**
 * Reads a file of JSON Lines as {@link readJsonLines} does, row by row, for files that do not fit into memory.
 *
 * @throws TomoniError as {@link readJsonLines} does, when the place is reached
 *
 * @example
 * ```ts
 * import { streamJsonLines, text } from '@tomoni/data';
 *
 * let characters = 0;
 * for await (const { row } of streamJsonLines('corpus.jsonl.gz', { text: text() })) characters += row.text.length;
 * console.log(characters);
 * ```
 */
export function streamJsonLines<const C extends Columns>(
  source: Source,
  columns: C,
  options: JsonLinesOptions<keyof C & string> = {},
): AsyncIterable<LocatedRow<RowOf<C>>> {
  requireKnownOptions('streamJsonLines()', options, ['from', 'signal', 'progress']);
  return locate(source, readObjects(source, columns, options));
}

async function* readObjects<C extends Columns>(
  source: Source,
  columns: C,
  options: JsonLinesOptions<keyof C & string>,
): AsyncGenerator<NumberedRow<RowOf<C>>> {
  const locate = placeIn(source);
  const keys = Object.entries(columns).map(([name, column]) => ({
    name,
    column,
    key: options.from?.[name] ?? name,
  }));
  let line = 0;
  for await (const text of readLines(checkUtf8(readBytes(source, options), pathOf(source)))) {
    line++;
    if (text.trim() === '') continue;
    const object = parseObject(text, locate(line));
    const row: Record<string, unknown> = {};
    for (const { name, column, key } of keys) {
      const value = Object.hasOwn(object, key) ? object[key] : undefined;
      const cell = column.fromJson(value);
      if (cell === undefined) throw cellError(column, key, value, locate(line));
      row[name] = cell.value;
    }
    yield { row: row as RowOf<C>, line };
  }
}

const newline = 0x0a;

async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  let pieces: string[] = [];
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      pieces.push(decoder.decode(chunk.subarray(start, end)));
      yield pieces.join('');
      pieces = [];
      start = end + 1;
    }
    if (start < chunk.length) pieces.push(decoder.decode(chunk.subarray(start)));
  }
  if (pieces.length > 0) yield pieces.join('');
}

function parseObject(text: string, where: ErrorLocation): JsonObject {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    throw syntaxError(text, where, error);
  }
  if (typeof value !== 'object' || value === null || isArray(value))
    throw new TomoniError({
      code: 'malformed-file',
      what: `A JSON object was expected, but ${shorten(text.trim())} was found.`,
      where,
      remedy: 'Give one object on each line.',
    });
  return value;
}

function syntaxError(text: string, where: ErrorLocation, cause: unknown): TomoniError {
  const fault = findJsonFault(text);
  const index = fault?.index ?? 0;
  const rest = text.slice(index).trim();
  return new TomoniError({
    code: 'malformed-file',
    what: `${fault?.expected ?? 'JSON'} was expected, but ${rest === '' ? 'the line ends' : `${shorten(rest)} was found`}.`,
    where: { ...where, column: index + 1 },
    remedy: 'Correct the line; each has to be one JSON object.',
    cause,
  });
}

/** `Array.isArray` for arrays that are read-only. */
function isArray(value: object): value is readonly Json[] {
  return Array.isArray(value);
}
