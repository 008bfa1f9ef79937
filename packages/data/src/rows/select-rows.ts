import type { Rows, RowsOf } from '@tomoni/spec';
import { rowsOf, tableOf } from './rows-of.js';

/**
 * The rows at the given indices, in that order; an index may stand more than once. Each keeps its place in the
 * file it came from.
 *
 * @throws TomoniError `invalid-argument` where an index is not that of a row
 *
 * @example
 * ```ts
 * import { selectRows } from '@tomoni/data';
 *
 * console.log([...selectRows(['a', 'b', 'c'], [2, 0])]); // [ 'c', 'a' ]
 * ```
 */
export function selectRows<Row>(rows: RowsOf<Row>, indices: Iterable<number>): Rows<Row> {
  const table = rowsOf(rows);
  const order = Array.from(indices);
  return tableOf(
    order.map((index) => table.at(index)),
    (index) => table.where(order[index] as number),
    table.columns,
  );
}
