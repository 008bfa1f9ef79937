import type { Column } from './column.js';

/**
 * A column whose cells may be missing: empty in CSV and TSV, `null` or no key in JSON Lines. They are `undefined`
 * in the row.
 *
 * @example
 * ```ts
 * import { number, optional, readCsv, text } from '@tomoni/data';
 *
 * const rows = await readCsv('titles.csv', { title: text(), interest: optional(number()) });
 * const interest: number | undefined = rows.at(0).interest;
 * console.log(interest);
 * ```
 */
export function optional<T>(column: Column<T>): Column<T | undefined> {
  return {
    expects: `${column.expects}, or nothing,`,
    fromText: (text) => (text === '' ? { value: undefined } : column.fromText(text)),
    fromJson: (value) =>
      value === undefined || value === null ? { value: undefined } : column.fromJson(value),
  };
}
