import type { Table } from './table.js';

/**
 * Writes a table as CSV (RFC 4180): full precision where a cell holds a single value, nothing where it holds none, `\r\n` line ends, no caption or notes.
 *
 * @example
 * ```ts
 * import { table, toCsv } from '@tomoni/statistics';
 *
 * console.log(toCsv(table({ columns: { task: {}, f1: {} }, rows: [{ task: 'a, b', f1: 0.9 }] })));
 * // task,f1
 * // "a, b",0.9
 * ```
 */
export function toCsv({ columns, rows }: Table): string {
  const records = [
    columns.map(({ name }) => name),
    ...rows.map((row) => row.map(({ text, value }) => (value === undefined ? text : String(value ?? '')))),
  ];
  return records.map((record) => `${record.map(quoted).join(',')}\r\n`).join('');
}

function quoted(field: string): string {
  return /[",\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}
