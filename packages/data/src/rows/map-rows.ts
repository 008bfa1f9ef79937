import type { Rows, RowsOf } from '@tomoni/spec';
import { rowsOf, tableOf } from './rows-of.js';

/**
 * Every row changed by a function; each keeps its place in the file it came from.
 *
 * @example
 * ```ts
 * import { mapRows } from '@tomoni/data';
 *
 * const rows = [{ title: '猫の写真', votes: 7 }];
 * const clipped = mapRows(rows, (row) => ({ ...row, interest: Math.min(row.votes, 3) }));
 * console.log(clipped.at(0).interest); // 3
 * ```
 */
export function mapRows<Row, Mapped>(
  rows: RowsOf<Row>,
  change: (row: Row, index: number) => Mapped,
): Rows<Mapped> {
  const table = rowsOf(rows);
  return tableOf(Array.from(table, change), (index) => table.where(index));
}
