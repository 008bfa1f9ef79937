import type { Rows, RowsOf } from '@tomoni/spec';
import { rowsOf, tableOf } from './rows-of.js';

/**
 * The rows of several tables one after another; each keeps its place in the file it came from.
 *
 * @example
 * ```ts
 * import { concatenateRows } from '@tomoni/data';
 *
 * console.log(concatenateRows([{ text: 'a' }], [{ text: 'b' }]).length); // 2
 * ```
 */
export function concatenateRows<Row>(...parts: readonly RowsOf<Row>[]): Rows<Row> {
  const tables = parts.map((part) => rowsOf(part));
  const places = tables.flatMap((table) =>
    Array.from({ length: table.length }, (_, index) => ({ table, index })),
  );
  return tableOf(
    tables.flatMap((table) => [...table]),
    (index) => {
      const place = places[index] as (typeof places)[number];
      return place.table.where(place.index);
    },
    [...new Set(tables.flatMap((table) => table.columns))],
  );
}
