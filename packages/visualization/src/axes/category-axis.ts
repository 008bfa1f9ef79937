import { element, fragment, type Markup } from '../markup/element.js';
import { textWidth } from '../markup/text-width.js';
import { fill, stroke } from '../theme/style.js';
import type { Area } from './axes.js';

/** A place on an axis that has a name. */
export interface Category {
  /** In pixels. */
  readonly at: number;
  readonly text: string;
}

const fontSize = 10.5;

/** Line and names of a horizontal axis, below the area, with what they are below; names that would touch are left out evenly. */
export function categoryAxis(categories: readonly Category[], area: Area, name: string): Markup {
  const widest = Math.max(0, ...categories.map(({ text }) => textWidth(text, fontSize)));
  const nearest = Math.min(
    Number.POSITIVE_INFINITY,
    ...categories.slice(1).map(({ at }, i) => at - (categories[i] as Category).at),
  );
  const every = Math.max(1, Math.ceil((widest + 6) / nearest));
  return fragment(
    element('line', { x1: area.left, x2: area.right, y1: area.bottom, y2: area.bottom, ...stroke('rule') }),
    ...categories.map(({ at }) =>
      element('line', { x1: at, x2: at, y1: area.bottom, y2: area.bottom + 4, ...stroke('rule') }),
    ),
    ...categories
      .filter((_, i) => i % every === 0)
      .map(({ at, text }) =>
        element(
          'text',
          { x: at, y: area.bottom + 16, 'text-anchor': 'middle', 'font-size': fontSize, ...fill('muted') },
          text,
        ),
      ),
    element(
      'text',
      {
        x: (area.left + area.right) / 2,
        y: area.bottom + 31,
        'text-anchor': 'middle',
        'font-size': 11,
        ...fill('muted'),
      },
      name,
    ),
  );
}
