import { TomoniError } from '@tomoni/spec';
import { element, escapeText, fragment, type Markup } from '../markup/element.js';
import type { ReportSection } from './report-section.js';
import { reportStyle } from './report-style.js';
import { tableMarkup } from './table-markup.js';

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
    section.kind === 'heading' && section.level !== 'part' ? [{ text: section.text, i }] : [],
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
      return section.level === 'part'
        ? element('h3', {}, section.text)
        : element('h2', { id: `section-${index}` }, section.text);
    case 'prose':
      return prose(section.text);
    case 'list':
      return element('ul', {}, ...section.items.map((item) => element('li', {}, item)));
    case 'facts':
      return facts(section.facts);
    case 'table':
      return tableMarkup(section.table);
    case 'figure':
      return figure(svgDocument(section.svg, index), section.caption);
    case 'picture':
      return figure(picture(section.png, section.description), section.caption);
    case 'code':
      return element('pre', { tabindex: 0 }, element('code', {}, section.code));
    default:
      return refuseKind(section);
  }
}

/** Refuses what only a script without a compiler can give. */
function refuseKind({ kind }: { readonly kind: string }): never {
  throw new TomoniError({
    code: 'invalid-argument',
    what: `A report has no sections of the kind '${kind}'.`,
    remedy: 'Give heading, prose, list, facts, table, figure, picture or code.',
  });
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

function svgDocument(svg: string, index: number): Markup {
  const document = svg.trim();
  if (/^<svg[\s>]/.test(document) && document.split('</svg>').length === 2 && document.endsWith('</svg>'))
    return { markup: document };
  throw new TomoniError({
    code: 'invalid-argument',
    what: `Section ${index} of the report is not a single SVG document.`,
    remedy: 'Give the text of one <svg> element, such as learningCurvesSvg returns.',
  });
}

function picture(png: Uint8Array, description: string): Markup {
  const data = Buffer.from(png).toString('base64');
  return { markup: `<img src="data:image/png;base64,${data}" alt="${escapeText(description)}">` };
}

function figure(content: Markup, caption: string | undefined): Markup {
  return element(
    'figure',
    {},
    content,
    caption === undefined ? undefined : element('figcaption', {}, caption),
  );
}
