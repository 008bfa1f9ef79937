import { element, fragment, type Markup } from '../markup/element.js';
import type { ReportTable } from './report-section.js';

/** A table with its caption, and its notes below it. */
export function tableMarkup({ caption, columns, rows, notes = [] }: ReportTable): Markup {
  const side = (k: number) => (columns[k]?.align === 'right' ? 'right' : undefined);
  const head = columns.map(({ name }, k) => element('th', { scope: 'col', class: side(k) }, name));
  const body = rows.map((row) =>
    element(
      'tr',
      {},
      ...row.map(({ text }, k) =>
        k === 0
          ? element('th', { scope: 'row', class: side(k) }, text)
          : element('td', { class: side(k) }, text),
      ),
    ),
  );
  return fragment(
    element(
      'div',
      { class: 'scroll tomoni-table', tabindex: 0 },
      element(
        'table',
        {},
        caption === undefined ? undefined : element('caption', {}, caption),
        element('thead', {}, element('tr', {}, ...head)),
        element('tbody', {}, ...body),
      ),
    ),
    ...notes.map((note) => element('p', { class: 'note' }, note)),
  );
}
