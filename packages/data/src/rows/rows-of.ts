import { type ErrorLocation, type Rows, type RowsOf, TomoniError } from '@tomoni/spec';

/**
 * The rows of an array as a table, where the place of a row is its index. A table is given back as it is.
 *
 * @example
 * ```ts
 * import { rowsOf } from '@tomoni/data';
 *
 * const rows = rowsOf([{ title: '猫の写真', interest: 2 }]);
 * console.log(rows.columns, rows.where(0)); // [ 'title', 'interest' ] { row: 0 }
 * ```
 */
export function rowsOf<Row>(rows: RowsOf<Row>): Rows<Row> {
  return isArray(rows) ? tableOf(rows, (row) => ({ row })) : rows;
}

/** A table over an array. Its columns are the keys of its rows, unless they are named. */
export function tableOf<Row>(
  items: readonly Row[],
  where: (index: number) => ErrorLocation,
  columns?: readonly string[],
): Rows<Row> {
  return new Table(items, where, columns);
}

class Table<Row> implements Rows<Row> {
  readonly #items: readonly Row[];
  readonly #where: (index: number) => ErrorLocation;
  #columns: readonly string[] | undefined;

  constructor(
    items: readonly Row[],
    where: (index: number) => ErrorLocation,
    columns: readonly string[] | undefined,
  ) {
    this.#items = items;
    this.#where = where;
    this.#columns = columns;
  }

  get columns(): readonly string[] {
    this.#columns ??= keysOf(this.#items);
    return this.#columns;
  }

  get length(): number {
    return this.#items.length;
  }

  at(index: number): Row {
    checkIndex(index, this.#items.length);
    return this.#items[index] as Row;
  }

  where(index: number): ErrorLocation {
    checkIndex(index, this.#items.length);
    return this.#where(index);
  }

  [Symbol.iterator](): Iterator<Row> {
    return this.#items[Symbol.iterator]();
  }
}

/** `Array.isArray` for arrays that are read-only. */
function isArray<Row>(rows: RowsOf<Row>): rows is readonly Row[] {
  return Array.isArray(rows);
}

function keysOf(items: readonly unknown[]): readonly string[] {
  const keys = new Set<string>();
  for (const item of items)
    if (typeof item === 'object' && item !== null) for (const key of Object.keys(item)) keys.add(key);
  return [...keys];
}

function checkIndex(index: number, length: number): void {
  if (!Number.isInteger(index) || index < 0 || index >= length)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `There is no row ${index} among ${length}.`,
      remedy: 'Rows are counted from 0.',
    });
}
