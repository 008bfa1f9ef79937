import { type Rows, TomoniError } from '@tomoni/spec';

/** Where the text of a row stands: in a column, or what a function makes of the row, such as a pair joined. */
export type TextOf<Row> = (keyof Row & string) | ((row: Row) => string);

/** The text of each row. */
export function textsOf<Row>(rows: Rows<Row>, text: TextOf<Row>): readonly string[] {
  return Array.from(rows, (row, index) => {
    const value: unknown = typeof text === 'function' ? text(row) : row[text];
    if (typeof value !== 'string')
      throw new TomoniError({
        code: 'invalid-data',
        what: `A text was expected, but a value of type ${typeof value} was found.`,
        where: { ...rows.where(index), ...(typeof text === 'string' ? { column: text } : {}) },
        remedy: 'Name the column of the text.',
      });
    return value;
  });
}
