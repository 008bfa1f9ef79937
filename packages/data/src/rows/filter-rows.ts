import type { Rows, RowsOf } from '@tomoni/spec';
import { rowsOf } from './rows-of.js';
import { selectRows } from './select-rows.js';

/**
 * The rows that a function says yes to; each keeps its place in the file it came from. How many were left out is
 * the difference of the lengths.
 *
 * @example
 * ```ts
 * import { filterRows } from '@tomoni/data';
 *
 * const rows = [{ text: 'short' }, { text: 'rather long' }];
 * console.log(filterRows(rows, ({ text }) => text.length < 8).length); // 1
 * ```
 */
export function filterRows<Row>(rows: RowsOf<Row>, keep: (row: Row, index: number) => boolean): Rows<Row> {
  const table = rowsOf(rows);
  const kept: number[] = [];
  let index = 0;
  for (const row of table) {
    if (keep(row, index)) kept.push(index);
    index++;
  }
  return selectRows(table, kept);
}
