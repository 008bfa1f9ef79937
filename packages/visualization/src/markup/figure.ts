import { figureClass, figureStyle, fill, fontFamily } from '../theme/style.js';
import { type Child, element } from './element.js';
import { shortened } from './text-width.js';

/** What a figure is, for those who see it and those who do not. */
export interface FigureOptions {
  readonly width: number;
  readonly height: number;
  /** Name of the figure. */
  readonly title: string;
  /** What can be seen in it, in sentences. */
  readonly description: string;
}

/** Where the figures' content begins and ends, in pixels from the sides. */
export const margin = 16;

/** Where the content begins below the title, in pixels from the top. */
export const belowTitle = 40;

/** A whole SVG document on paper, under its title, which also stands inline in HTML: with title and description, scaling to the width at hand. */
export function figure(options: FigureOptions, ...children: readonly Child[]): string {
  const { width, height, title, description } = options;
  const id = `tomoni-${hash(title + description)}`;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      class: figureClass,
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-description`,
      'font-family': fontFamily,
      'font-size': 12,
      style: 'max-width:100%;height:auto',
    },
    element('title', { id: `${id}-title` }, title),
    element('desc', { id: `${id}-description` }, description),
    figureStyle(),
    element('rect', { width, height, rx: 6, ...fill('paper') }),
    element(
      'text',
      { x: margin, y: 28, 'font-size': 15, 'font-weight': 650, ...fill('ink') },
      shortened(title, 16, width - 2 * margin),
    ),
    ...children,
  ).markup;
}

/** A short name of a text (FNV-1a), so that figures on one page do not share identifiers. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return (value >>> 0).toString(36);
}
