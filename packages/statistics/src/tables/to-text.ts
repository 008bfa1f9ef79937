import stringWidth from 'string-width';
import type { Table } from './table.js';

/**
 * Writes a table for a terminal: aligned columns, full-width characters counted as two.
 *
 * @example
 * ```ts
 * import { table, toText } from '@tomoni/statistics';
 *
 * console.log(toText(table({ columns: { task: {}, f1: {} }, rows: [{ task: '品詞', f1: 0.9 }] })));
 * // task   f1
 * // ────  ───
 * // 品詞  0.9
 * ```
 */
export function toText({ caption, columns, rows, notes }: Table): string {
  const head = columns.map(({ name }) => oneLine(name));
  const body = rows.map((row) => row.map(({ text }) => oneLine(text)));
  const widths = head.map((name, k) =>
    body.reduce((most, row) => Math.max(most, stringWidth(row[k] ?? '')), stringWidth(name)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((text, k) => padded(text, widths[k] as number, columns[k]?.align ?? 'left'))
      .join('  ')
      .trimEnd();
  const lines = [
    ...(caption === undefined ? [] : [oneLine(caption), '']),
    line(head),
    line(widths.map((width) => '─'.repeat(width))),
    ...body.map(line),
    ...(notes.length === 0 ? [] : ['', ...notes.map(oneLine)]),
  ];
  return `${lines.join('\n')}\n`;
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(width - stringWidth(text));
  return align === 'left' ? text + space : space + text;
}

/** Control characters would break the alignment or drive the terminal. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\s]+/gu, ' ').trim();
}
