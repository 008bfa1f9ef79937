import { type Rows, requireKnownOptions } from '@tomoni/spec';
import type { Columns, RowOf } from '../columns/column.js';
import { type DelimitedOptions, readDelimited } from './delimited.js';
import { gather, type LocatedRow, locate } from './read-rows.js';
import type { Source } from './source.js';

/**
 * Reads a CSV file (RFC 4180), compressed by gzip or not. It has to be UTF-8; a byte order mark, any line ends
 * and line breaks in quotes are understood, and empty lines are passed over. Columns that are not asked for are
 * left out.
 *
 * @param source path, bytes or stream of bytes
 * @param columns what to read, by the names that the columns get in a row
 * @throws TomoniError `malformed-file` or `invalid-data` with file, line and column, what was expected and what
 *   was found; `not-found`; `aborted`
 *
 * @example
 * ```ts
 * import { integer, optional, readCsv, text } from '@tomoni/data';
 *
 * const rows = await readCsv(
 *   'titles.csv',
 *   { title: text(), interest: integer({ min: 0 }), appeal: optional(integer()) },
 *   { from: { title: 'Product title' } },
 * );
 * console.log(rows.length, rows.at(0).title, rows.where(0)); // … { file: 'titles.csv', line: 2 }
 * ```
 */
export function readCsv<const C extends Columns>(
  source: Source,
  columns: C,
  options: DelimitedOptions<keyof C & string> = {},
): Promise<Rows<RowOf<C>>> {
  requireKnownOptions('readCsv()', options, ['from', 'delimiter', 'quote', 'header', 'signal', 'progress']);
  return gather(source, columns, readDelimited(source, columns, options));
}

/**
 * Reads a CSV file as {@link readCsv} does, row by row, for files that do not fit into memory.
 *
 * @throws TomoniError as {@link readCsv} does, when the place is reached
 *
 * @example
 * ```ts
 * import { number, streamCsv } from '@tomoni/data';
 *
 * let sum = 0;
 * for await (const { row } of streamCsv('votes.csv.gz', { votes: number() })) sum += row.votes;
 * console.log(sum);
 * ```
 */
export function streamCsv<const C extends Columns>(
  source: Source,
  columns: C,
  options: DelimitedOptions<keyof C & string> = {},
): AsyncIterable<LocatedRow<RowOf<C>>> {
  requireKnownOptions('streamCsv()', options, ['from', 'delimiter', 'quote', 'header', 'signal', 'progress']);
  return locate(source, readDelimited(source, columns, options));
}
