import { element, fragment, type Markup } from '../markup/element.js';
import { fill, stroke } from '../theme/style.js';
import type { ValueScale } from './value-scale.js';

/** The rectangle that an axis or a curve is drawn in, in pixels. */
export interface Area {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** Grid lines and numbers of a vertical axis, at the left of the area. */
export function verticalAxis(scale: ValueScale, area: Area): Markup {
  return fragment(
    ...scale.ticks.map(({ value, text }) =>
      fragment(
        element('line', {
          x1: area.left,
          x2: area.right,
          y1: scale.at(value),
          y2: scale.at(value),
          ...stroke('grid'),
        }),
        element(
          'text',
          {
            x: area.left - 6,
            y: scale.at(value),
            dy: '0.32em',
            'text-anchor': 'end',
            'font-size': 10.5,
            ...fill('muted'),
          },
          text,
        ),
      ),
    ),
  );
}

/** A dashed line where a vertical axis is 0, if values of both signs stand on it. */
export function zeroLine(scale: ValueScale, { left, right }: Area): Markup | undefined {
  const [low, high] = scale.domain;
  if (low >= 0 || high <= 0) return undefined;
  return element('line', {
    x1: left,
    x2: right,
    y1: scale.at(0),
    y2: scale.at(0),
    'stroke-dasharray': '3 3',
    ...stroke('muted'),
  });
}

/** Line, ticks and numbers of a horizontal axis, below the area, with the name of what it measures at its end. */
export function horizontalAxis(scale: ValueScale, area: Area, name: string): Markup {
  return fragment(
    element('line', {
      x1: area.left,
      x2: area.right,
      y1: area.bottom,
      y2: area.bottom,
      ...stroke('rule'),
    }),
    ...scale.ticks.map(({ value, text }) =>
      fragment(
        element('line', {
          x1: scale.at(value),
          x2: scale.at(value),
          y1: area.bottom,
          y2: area.bottom + 4,
          ...stroke('rule'),
        }),
        element(
          'text',
          {
            x: scale.at(value),
            y: area.bottom + 16,
            'text-anchor': 'middle',
            'font-size': 10.5,
            ...fill('muted'),
          },
          text,
        ),
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
