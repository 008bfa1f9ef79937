import type { ErrorLocation } from '../errors/tomoni-error.js';

/**
 * Rows of a table with random access: what readers give, splits cut and training takes.
 *
 * @typeParam Row one row as an object: its columns by name
 */
export interface Rows<out Row> extends Iterable<Row> {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Number of rows. */
  readonly length: number;
  /** The row at an index from 0 to `length` − 1. */
  at(index: number): Row;
  /** Where the row came from: its file and line, or its index. */
  where(index: number): ErrorLocation;
}

/** Rows as an array or as a {@link Rows} table. */
export type RowsOf<Row> = readonly Row[] | Rows<Row>;
