import { type ErrorLocation, type Rows, type RowsOf, TomoniError } from '@tomoni/spec';
import type { AnyRow } from '../plan/plan.js';

/** Rows from wherever they came, read one way. */
export interface Table {
  /** Name in messages, such as `training`. */
  readonly name: string;
  readonly length: number;
  readonly columns: ReadonlySet<string>;
  at(row: number): AnyRow;
  where(row: number): ErrorLocation;
}

/**
 * Opens rows for reading.
 *
 * @throws TomoniError `invalid-data` where there are none, or where they are not rows
 */
export function openTable(rows: RowsOf<AnyRow>, name: string): Table {
  const table = isArray(rows) ? openArray(rows, name) : openRows(rows, name);
  if (table.length > 0) return table;
  throw new TomoniError({
    code: 'invalid-data',
    what: `The ${name} data are empty.`,
    remedy: 'Give at least one row.',
  });
}

function isArray(rows: RowsOf<AnyRow>): rows is readonly AnyRow[] {
  return Array.isArray(rows);
}

function openRows(rows: Rows<AnyRow>, name: string): Table {
  if (typeof rows?.at !== 'function' || typeof rows.length !== 'number')
    throw new TomoniError({
      code: 'invalid-data',
      what: `The ${name} data are neither an array of rows nor a table.`,
      remedy: 'Give an array, or await what a reader such as readCsv returns.',
    });
  return {
    name,
    length: rows.length,
    columns: new Set(rows.columns),
    at: (row) => rows.at(row),
    where: (row) => ({ data: name, row, ...rows.where(row) }),
  };
}

function openArray(rows: readonly AnyRow[], name: string): Table {
  const columns = new Set<string>();
  for (const [row, value] of rows.entries()) {
    if (typeof value !== 'object' || value === null)
      throw new TomoniError({
        code: 'invalid-data',
        what: `A row is ${value === null ? 'null' : `of type ${typeof value}`} where an object was expected.`,
        where: { data: name, row },
        remedy: "Give rows such as { text: '…', label: '…' }.",
      });
    for (const column of Object.keys(value)) columns.add(column);
  }
  return {
    name,
    length: rows.length,
    columns,
    at: (row) => rows[row] as AnyRow,
    where: (row) => ({ data: name, row }),
  };
}

/** @throws TomoniError `invalid-data` where the table has no such column */
export function requireColumn(table: Table, column: string, task?: string): void {
  if (table.columns.has(column)) return;
  const known = [...table.columns].map((name) => `'${name}'`).join(', ');
  throw new TomoniError({
    code: 'invalid-data',
    what: `There is no column '${column}' in the ${table.name} data; the columns are ${known}.`,
    where: task === undefined ? {} : { task },
    remedy:
      task === undefined
        ? 'Name the column of the text when the learner is made.'
        : "Rename the column, or name it in the task's options; labels that are made by machine come `from` a generator there, such as randomMasking() for masked words.",
  });
}
