import { TomoniError } from '@tomoni/spec';
import { element, escapeText, fragment, type Markup } from '../markup/element.js';
import type { ReportSection, ReportTable } from './report-section.js';
import { reportStyle } from './report-style.js';

/** What a report is made of. */
export interface ReportOptions {
  readonly title: string;
  readonly sections: readonly ReportSection[];
  /** Language of the text, as a BCP 47 tag. Default: `en`. */
  readonly language?: string;
}

/** No script runs, and nothing is loaded from anywhere, whatever stands in the sections. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * Writes a report as one HTML page: nothing is loaded, all text is escaped, for light and dark screens and for print.
 *
 * @throws TomoniError `invalid-argument` where a figure is not a single SVG document
 *
 * @example
 * ```ts
 * import { dotPlotSvg, report } from '@tomoni/visualization';
 * import { writeFileSync } from 'node:fs';
 *
 * const svg = dotPlotSvg([{ method: 'single-task', scores: [0.71, 0.74] }], { metric: 'RMSE' });
 * const page = report({
 *   title: 'Does the auxiliary task help?',
 *   sections: [
 *     { kind: 'facts', facts: { encoder: 'bert-base', seeds: 2 } },
 *     { kind: 'heading', text: 'Scores' },
 *     { kind: 'figure', svg, caption: 'Every dot is a run.' },
 *   ],
 * });
 * writeFileSync('report.html', page);
 * ```
 */
export function report({ title, sections, language = 'en' }: ReportOptions): string {
  const headings = sections.flatMap((section, i) =>
    section.kind === 'heading' ? [{ text: section.text, i }] : [],
  );
  const contents =
    headings.length < 3
      ? undefined
      : element('nav', {}, ...headings.map(({ text, i }) => element('a', { href: `#section-${i}` }, text)));
  const body = element(
    'main',
    {},
    element('header', {}, element('h1', {}, title), contents),
    ...sections.map((section, i) => sectionMarkup(section, i)),
  );
  return [
    '<!doctype html>',
    `<html lang="${escapeText(language)}">`,
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    element('title', {}, title).markup,
    `<style>${reportStyle}</style>`,
    '</head>',
    `<body>${body.markup}</body>`,
    '</html>',
    '',
  ].join('\n');
}

function sectionMarkup(section: ReportSection, index: number): Markup {
  switch (section.kind) {
    case 'heading':
      return element('h2', { id: `section-${index}` }, section.text);
    case 'prose':
      return prose(section.text);
    case 'facts':
      return facts(section.facts);
    case 'table':
      return table(section.table);
    case 'figure':
      return figure(section.svg, section.caption, index);
    case 'code':
      return element('pre', { tabindex: 0 }, element('code', {}, section.code));
  }
}

function prose(text: string): Markup {
  const paragraphs = text.split(/\n\s*\n/).filter((paragraph) => paragraph.trim() !== '');
  return fragment(...paragraphs.map((paragraph) => element('p', {}, paragraph.trim())));
}

function facts(entries: Readonly<Record<string, string | number | boolean>>): Markup {
  const pairs = Object.entries(entries).flatMap(([name, value]) => [
    element('dt', {}, name),
    element('dd', {}, String(value)),
  ]);
  return element('dl', {}, ...pairs);
}

function table({ caption, columns, rows, notes = [] }: ReportTable): Markup {
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
      { class: 'scroll', tabindex: 0 },
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

function figure(svg: string, caption: string | undefined, index: number): Markup {
  const document = svg.trim();
  if (!/^<svg[\s>]/.test(document) || document.split('</svg>').length !== 2 || !document.endsWith('</svg>'))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Section ${index} of the report is not a single SVG document.`,
      remedy: 'Give the text of one <svg> element, such as learningCurvesSvg returns.',
    });
  return element(
    'figure',
    {},
    { markup: document },
    caption === undefined ? undefined : element('figcaption', {}, caption),
  );
}
