import { missing } from '../formats/decimal.js';

/** A table as plain data: what `toMarkdown`, `toCsv`, `toText` and the HTML report write. */
export interface Table {
  /** What the table shows. */
  readonly caption?: string;
  readonly columns: readonly TableColumn[];
  /** One list of cells per row, a cell per column. */
  readonly rows: readonly (readonly TableCell[])[];
  /** Sentences to stand below the table. */
  readonly notes: readonly string[];
}

/** The head of a column. */
export interface TableColumn {
  readonly name: string;
  readonly align: 'left' | 'right';
}

/** One cell. */
export interface TableCell {
  /** The value as it is read by people. */
  readonly text: string;
  /** The value itself for programs: `null` where there is none, left out where it is more than a single one. */
  readonly value?: string | number | boolean | null;
}

/** How a column shows its values. */
export interface ColumnOptions<Value> {
  /** Default: the name of the property. */
  readonly name?: string;
  /** Default: the value as JavaScript writes it. */
  readonly format?: (value: Value) => string;
  /** Default: text to the left, all else to the right. */
  readonly align?: 'left' | 'right';
}

/** The columns of a table by the property that they show, in order. */
export type ColumnsOf<Row> = {
  readonly [Key in keyof Row]?: ColumnOptions<NonNullable<Row[Key]>>;
};

/** What a table is made of. */
export interface TableOptions<Row> {
  readonly caption?: string;
  readonly columns: ColumnsOf<Row>;
  readonly rows: readonly Row[];
  readonly notes?: readonly string[];
}

/**
 * Makes a table of objects: a row per object, a column per property named; `–` where a property is `undefined`.
 *
 * @example
 * ```ts
 * import { decimalFormat, table, toMarkdown } from '@tomoni/statistics';
 *
 * const layers = table({
 *   columns: { layer: { name: 'Layer' }, rmse: { name: 'RMSE', format: decimalFormat(3) } },
 *   rows: [
 *     { layer: 1, rmse: 0.7123 },
 *     { layer: 2, rmse: 0.6981 },
 *   ],
 * });
 * console.log(toMarkdown(layers));
 * ```
 */
export function table<Row extends object>(options: TableOptions<Row>): Table {
  const { caption, columns, rows, notes = [] } = options;
  const keys = Object.keys(columns) as (keyof Row & string)[];
  return {
    ...(caption === undefined ? {} : { caption }),
    columns: keys.map((key) => {
      const { name = key, align = defaultAlign(rows.map((row) => row[key])) } = columns[key] ?? {};
      return { name, align };
    }),
    rows: rows.map((row) => keys.map((key) => cell(row[key], columns[key]?.format))),
    notes,
  };
}

function defaultAlign(values: readonly unknown[]): 'left' | 'right' {
  return values.some((value) => typeof value === 'string') ? 'left' : 'right';
}

function cell<Value>(value: Value, format: ((value: NonNullable<Value>) => string) | undefined): TableCell {
  if (value === undefined || value === null) return { text: missing, value: null };
  const text = format === undefined ? plain(value) : format(value);
  return isSingle(value) ? { text, value } : { text };
}

function plain(value: unknown): string {
  return Number.isNaN(value) ? missing : String(value);
}

function isSingle(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
