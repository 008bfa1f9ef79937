import type { Json } from '@tomoni/spec';

/** The value of a cell, or `undefined` where the cell does not hold what its column expects. */
export type Cell<T> = { readonly value: T } | undefined;

/**
 * What the cells of a column hold and how they are read: as text in CSV and TSV, as a JSON value in JSON Lines.
 *
 * @typeParam T the value of a cell in a row
 */
export interface Column<out T> {
  /** What a cell has to hold, as the subject of a sentence: `A number from 0 to 9`. */
  readonly expects: string;
  /** Reads a cell of CSV or TSV. */
  fromText(text: string): Cell<T>;
  /** Reads a cell of JSON Lines; `undefined` where the object has no such key. */
  fromJson(value: Json | undefined): Cell<T>;
}

/** The columns to read, by the name they get in a row. */
export type Columns = Readonly<Record<string, Column<unknown>>>;

/** The row type of some columns. */
export type RowOf<C extends Columns> = {
  readonly [Name in keyof C]: C[Name] extends Column<infer T> ? T : never;
};
