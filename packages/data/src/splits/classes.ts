import { type Rows, TomoniError } from '@tomoni/spec';

/** What tells classes or groups apart: the value of a column, or of a function of the row. */
export type By<Row> = (keyof Row & string) | ((row: Row) => unknown);

/**
 * The indices of the rows of each class, in the order of the rows; classes in the order of their first row.
 *
 * @throws TomoniError `invalid-argument` where `by` names a column that no row has
 */
export function classesOf<Row>(rows: Rows<Row>, by: By<Row>): ReadonlyMap<unknown, readonly number[]> {
  const classOf = typeof by === 'function' ? by : (row: Row): unknown => row[by];
  const classes = new Map<unknown, number[]>();
  let index = 0;
  for (const row of rows) {
    const name = classOf(row);
    const members = classes.get(name);
    if (members === undefined) classes.set(name, [index]);
    else members.push(index);
    index++;
  }
  if (typeof by === 'string' && classes.size === 1 && classes.has(undefined)) requireColumn(rows, by);
  return classes;
}

function requireColumn({ columns }: Rows<unknown>, name: string): void {
  if (columns.includes(name)) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There is no column '${name}' in the rows; the columns are ${columns.map((column) => `'${column}'`).join(', ')}.`,
    remedy: 'Name one of them, or give a function of the row.',
  });
}

/** A class as it stands in a sentence. */
export function className(value: unknown): string {
  return value === undefined ? 'rows without a label' : `'${String(value)}'`;
}
