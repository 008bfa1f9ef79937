import type { ErrorLocation, Rows } from '@tomoni/spec';
import type { Columns, RowOf } from '../columns/column.js';
import { tableOf } from '../rows/rows-of.js';
import { pathOf, type Source } from './source.js';

/** A row with the place it was read from. */
export interface LocatedRow<out Row> {
  readonly row: Row;
  /** File, where there is one, and the line that the row begins on. */
  readonly where: ErrorLocation;
}

/** A row before its place is made an object. */
export interface NumberedRow<Row> {
  readonly row: Row;
  readonly line: number;
}

/** Gathers the rows of a file into a table. */
export async function gather<C extends Columns>(
  source: Source,
  columns: C,
  rows: AsyncIterable<NumberedRow<RowOf<C>>>,
): Promise<Rows<RowOf<C>>> {
  const items: RowOf<C>[] = [];
  const lines: number[] = [];
  for await (const { row, line } of rows) {
    items.push(row);
    lines.push(line);
  }
  const place = placeIn(source);
  return tableOf(items, (index) => place(lines[index] as number), Object.keys(columns));
}

/** Gives each row its place. */
export async function* locate<Row>(
  source: Source,
  rows: AsyncIterable<NumberedRow<Row>>,
): AsyncGenerator<LocatedRow<Row>> {
  const place = placeIn(source);
  for await (const { row, line } of rows) yield { row, where: place(line) };
}

/** Makes the place of a line in a source. */
export function placeIn(source: Source): (line: number) => ErrorLocation {
  const file = pathOf(source);
  return file === undefined ? (line) => ({ line }) : (line) => ({ file, line });
}
