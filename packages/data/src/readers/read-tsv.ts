import { type Rows, requireKnownOptions } from '@tomoni/spec';
import type { Columns, RowOf } from '../columns/column.js';
import { type DelimitedOptions, readDelimited } from './delimited.js';
import { gather, type LocatedRow, locate } from './read-rows.js';
import type { Source } from './source.js';

/**
 * Reads a file of tab-separated values as {@link readCsv} reads CSV; quotes have no meaning unless `quote` is set.
 *
 * @throws TomoniError as {@link readCsv} does
 *
 * @example
 * ```ts
 * import { oneOf, readTsv, text } from '@tomoni/data';
 *
 * const rows = await readTsv('train.tsv', { label: oneOf(['0', '1']), text: text() }, { header: false });
 * console.log(rows.at(0).label);
 * ```
 */
export function readTsv<const C extends Columns>(
  source: Source,
  columns: C,
  options: DelimitedOptions<keyof C & string> = {},
): Promise<Rows<RowOf<C>>> {
  requireKnownOptions('readTsv()', options, ['from', 'delimiter', 'quote', 'header', 'signal', 'progress']);
  return gather(source, columns, readDelimited(source, columns, withTabs(options)));
}

/**
 * Reads a file of tab-separated values row by row, for files that do not fit into memory.
 *
 * @throws TomoniError as {@link readCsv} does, when the place is reached
 *
 * @example
 * ```ts
 * import { streamTsv, text } from '@tomoni/data';
 *
 * for await (const { row, where } of streamTsv('corpus.tsv', { text: text() }))
 *   if (row.text.length > 10_000) console.log(where);
 * ```
 */
export function streamTsv<const C extends Columns>(
  source: Source,
  columns: C,
  options: DelimitedOptions<keyof C & string> = {},
): AsyncIterable<LocatedRow<RowOf<C>>> {
  requireKnownOptions('streamTsv()', options, ['from', 'delimiter', 'quote', 'header', 'signal', 'progress']);
  return locate(source, readDelimited(source, columns, withTabs(options)));
}

function withTabs<Name extends string>(options: DelimitedOptions<Name>): DelimitedOptions<Name> {
  return { delimiter: '\t', quote: false, ...options };
}
