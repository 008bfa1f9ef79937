import { TomoniError } from '@tomoni/spec';
import { escapeText } from '../markup/element.js';
import type { ReportTable } from '../report/report-section.js';
import { tableMarkup } from '../report/table-markup.js';
import { neutral } from '../theme/colors.js';
import { fontFamily } from '../theme/style.js';

/** What `display` shows: a figure, a report, a PNG picture, a table, or text. */
export type Displayable = string | Uint8Array | ReportTable;

/** Something to be shown, told apart. */
export type Content =
  | { readonly kind: 'svg'; readonly svg: string }
  | { readonly kind: 'html'; readonly html: string; readonly text: string }
  | { readonly kind: 'png'; readonly png: Uint8Array }
  | { readonly kind: 'text'; readonly text: string };

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

/** @throws TomoniError `invalid-argument` where bytes are not those of a PNG picture */
export function contentOf(value: Displayable): Content {
  if (value instanceof Uint8Array) {
    if (pngSignature.every((byte, i) => value[i] === byte)) return { kind: 'png', png: value };
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The bytes are not those of a PNG picture.',
      remedy: 'Give what `toPng` returns, a figure, a report, a table or text.',
    });
  }
  if (typeof value !== 'string')
    return { kind: 'html', html: `${tableStyle}${tableMarkup(value).markup}`, text: tableText(value) };
  const start = value.trimStart().slice(0, 15).toLowerCase();
  if (start.startsWith('<svg')) return { kind: 'svg', svg: value };
  if (start.startsWith('<!doctype html') || start.startsWith('<html'))
    return { kind: 'html', html: framed(value), text: titleOf(value) };
  return { kind: 'text', text: value };
}

/** What is said of it where nothing can be drawn. */
export function textOf(content: Content): string {
  switch (content.kind) {
    case 'svg':
      return [textIn(content.svg, 'title'), textIn(content.svg, 'desc')]
        .filter((part) => part !== '')
        .join('\n');
    case 'html':
    case 'text':
      return content.text;
    case 'png':
      return `PNG picture, ${content.png.length} bytes`;
  }
}

/** A whole page has a style of its own, which must not reach the notebook around it. */
function framed(page: string): string {
  const style = 'width:100%;height:640px;border:0;border-radius:6px';
  return `<iframe sandbox srcdoc="${escapeText(page)}" title="${escapeText(titleOf(page))}" style="${style}"></iframe>`;
}

function titleOf(page: string): string {
  return textIn(page, 'title') || 'HTML page';
}

function textIn(markup: string, name: string): string {
  const inner = new RegExp(`<${name}(?: [^>]*)?>([^<]*)</${name}>`).exec(markup)?.[1] ?? '';
  return inner
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');
}

const tableStyle = `<style>.tomoni-table table{border-collapse:collapse;font:13.5px/1.45 ${fontFamily};font-variant-numeric:tabular-nums}.tomoni-table caption{text-align:left;font-weight:600;padding:0 0 8px}.tomoni-table th,.tomoni-table td{padding:5px 16px 5px 0;text-align:left;border-bottom:1px solid ${neutral.rule.light}}.tomoni-table .right{text-align:right}</style>`;

function tableText({ caption, columns, rows, notes = [] }: ReportTable): string {
  const lines = [columns.map(({ name }) => name), ...rows.map((row) => row.map(({ text }) => text))];
  return [
    ...(caption === undefined ? [] : [caption]),
    ...lines.map((line) => line.join('\t')),
    ...notes,
  ].join('\n');
}
