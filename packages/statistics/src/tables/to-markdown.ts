import type { Table } from './table.js';

/**
 * Writes a table in GitHub's Markdown, with caption and notes as paragraphs.
 *
 * @example
 * ```ts
 * import { table, toMarkdown } from '@tomoni/statistics';
 *
 * console.log(toMarkdown(table({ columns: { task: {}, f1: {} }, rows: [{ task: 'pos', f1: 0.9 }] })));
 * // | task |  f1 |
 * // | :--- | --: |
 * // | pos | 0.9 |
 * ```
 */
export function toMarkdown({ caption, columns, rows, notes }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const lines = [
    line(columns.map(({ name }) => escaped(name))),
    line(columns.map(({ align }) => (align === 'left' ? ':---' : '---:'))),
    ...rows.map((row) => line(row.map(({ text }) => escaped(text)))),
  ];
  const paragraphs = [
    ...(caption === undefined ? [] : [`**${escaped(caption)}**`]),
    lines.join('\n'),
    ...notes.map(escaped),
  ];
  return `${paragraphs.join('\n\n')}\n`;
}

/** Text that Markdown shows as it stands, in one line. */
function escaped(text: string): string {
  return text
    .replace(/[\\`*|[\]]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/\r\n?|\n/g, '<br>');
}
