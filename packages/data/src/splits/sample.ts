import { type Rows, type RowsOf, TomoniError } from '@tomoni/spec';
import { rowsOf } from '../rows/rows-of.js';
import { selectRows } from '../rows/select-rows.js';
import { rngOf, type Seed } from './seed.js';

/**
 * The rows in a random order.
 *
 * @example
 * ```ts
 * import { shuffle } from '@tomoni/data';
 *
 * console.log([...shuffle(['a', 'b', 'c'], { seed: 1 })]);
 * ```
 */
export function shuffle<Row>(rows: RowsOf<Row>, options: { readonly seed: Seed }): Rows<Row> {
  const table = rowsOf(rows);
  return selectRows(table, rngOf(options.seed, 'shuffle').permutation(table.length));
}

/**
 * So many rows chosen at random, none twice, in their order.
 *
 * @throws TomoniError `invalid-argument` where there are not so many
 *
 * @example
 * ```ts
 * import { sample } from '@tomoni/data';
 *
 * console.log([...sample(['a', 'b', 'c'], 2, { seed: 1 })]);
 * ```
 */
export function sample<Row>(rows: RowsOf<Row>, size: number, options: { readonly seed: Seed }): Rows<Row> {
  const table = rowsOf(rows);
  if (!Number.isInteger(size) || size < 0 || size > table.length)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `${size} rows were asked for, but there are ${table.length}.`,
      remedy: 'Ask for fewer rows.',
    });
  const order = rngOf(options.seed, 'sample').permutation(table.length);
  return selectRows(table, order.subarray(0, size).sort());
}
