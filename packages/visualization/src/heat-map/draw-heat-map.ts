import { numberText } from '../axes/number-text.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { shortened, textWidth } from '../markup/text-width.js';
import { rampColor } from '../theme/ramp.js';
import { fill, stroke } from '../theme/style.js';
import { domainOf, type HeatMap, valueAt } from './heat-map.js';

/** A heat map with the room that it takes. */
export interface DrawnHeatMap {
  readonly width: number;
  readonly height: number;
  /** Draws it with its corner at the top left. */
  at(left: number, top: number): Markup;
}

const nameSize = 11;
const longestName = 130;
const titleHeight = 26;
const barHeight = 34;

/** Measures a heat map whose cells share `room` pixels of width with the names of its rows. */
export function drawHeatMap(map: HeatMap, room: number): DrawnHeatMap {
  const { rows, columns, rowName, columnName } = map;
  const names = Math.min(
    longestName,
    Math.max(0, ...rows.map((name) => textWidth(name, nameSize)), textWidth(rowName ?? '', nameSize)),
  );
  const left = names + 10;
  const cell = Math.min(64, Math.max(12, Math.floor((room - left) / Math.max(1, columns.length))));
  const cellHeight = Math.min(34, cell);
  const turned = columns.some((name) => textWidth(name, nameSize) > cell - 4);
  const head = turned
    ? Math.min(longestName, Math.max(0, ...columns.map((name) => textWidth(name, nameSize)))) * 0.72 + 14
    : 20;
  const top = titleHeight + (columnName === undefined ? 0 : 16) + head;
  const gridWidth = cell * columns.length;
  const gridHeight = cellHeight * rows.length;
  const overhang = turned ? Math.max(0, 0.72 * longestName - cell / 2) : 0;
  const own = left + Math.max(gridWidth, 150);
  const domain = domainOf(map);
  return {
    width: Math.min(own + overhang, Math.max(room, own)),
    height: top + gridHeight + 14 + barHeight,
    at: (x, y) =>
      element(
        'g',
        { transform: `translate(${Math.round(x)} ${Math.round(y)})` },
        element(
          'text',
          { x: 0, y: 14, 'font-size': 12.5, 'font-weight': 600, ...fill('ink') },
          shortened(map.title, 13, own),
        ),
        columnName === undefined ? undefined : muted(columnName, left, titleHeight + 8),
        rowName === undefined ? undefined : muted(shortened(rowName, nameSize, left - 4), 0, top - 7),
        ...columns.map((name, k) => columnLabel(name, left + (k + 0.5) * cell, top - 7, turned)),
        ...rows.map((name, i) =>
          element(
            'text',
            {
              x: left - 8,
              y: top + (i + 0.5) * cellHeight,
              dy: '0.34em',
              'text-anchor': 'end',
              'font-size': nameSize,
              ...fill('ink'),
            },
            shortened(name, nameSize, left - 8),
          ),
        ),
        ...rows.flatMap((row, i) =>
          columns.map((column, k) =>
            drawCell(
              { map, domain, value: valueAt(map, i, k), name: `${row}, ${column}` },
              { x: left + k * cell, y: top + i * cellHeight, width: cell, height: cellHeight },
            ),
          ),
        ),
        colorBar(map, domain, left, top + gridHeight + 14),
      ),
  };
}

interface Cell {
  readonly map: HeatMap;
  readonly domain: readonly [number, number];
  readonly value: number;
  readonly name: string;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function drawCell({ map, domain, value, name }: Cell, { x, y, width, height }: Box): Markup {
  const known = Number.isFinite(value);
  const color = rampColor(map.scale ?? 'sequential', position(value, domain));
  const text = known ? textOf(map, value) : '–';
  const size = Math.min(11, height - 2);
  const fits = textWidth(text, size) <= width - 3 && size >= 8;
  return element(
    'g',
    {},
    element('title', {}, `${name}: ${text}`),
    element('rect', {
      x: x + 0.5,
      y: y + 0.5,
      width: width - 1,
      height: height - 1,
      ...(known ? { fill: color.fill } : unknownCell),
    }),
    fits
      ? element(
          'text',
          {
            x: x + width / 2,
            y: y + height / 2,
            dy: '0.35em',
            'text-anchor': 'middle',
            'font-size': size,
            ...(known ? { fill: color.ink } : fill('muted')),
          },
          text,
        )
      : undefined,
  );
}

/** Dashed, so that it is not taken for a pale value. */
const unknownCell = {
  'stroke-dasharray': '2 2',
  ...fill('panel'),
  ...stroke('rule'),
  class: 'fill-panel stroke-rule',
};

function position(value: number, [low, high]: readonly [number, number]): number {
  return high === low ? 0.5 : (value - low) / (high - low);
}

function textOf({ format }: HeatMap, value: number): string {
  if (format !== undefined) return format(value);
  return numberText(Math.abs(value) < 100 ? Number(value.toFixed(3)) : value);
}

function columnLabel(name: string, x: number, y: number, turned: boolean): Markup {
  return element(
    'text',
    {
      ...(turned ? { transform: `translate(${Math.round(x)} ${Math.round(y)}) rotate(-45)` } : { x, y }),
      'text-anchor': turned ? 'start' : 'middle',
      'font-size': nameSize,
      ...fill('ink'),
    },
    shortened(name, nameSize, longestName),
  );
}

function muted(text: string, x: number, y: number): Markup {
  return element('text', { x, y, 'font-size': nameSize, ...fill('muted') }, text);
}

/** The colours and the values at their ends. */
function colorBar(map: HeatMap, domain: readonly [number, number], x: number, y: number): Markup {
  const pieces = 30;
  const [low, high] = domain.map((value) => textOf(map, value));
  return fragment(
    ...Array.from({ length: pieces }, (_, i) =>
      element('rect', {
        x: x + i * 5,
        y,
        width: 5.2,
        height: 8,
        fill: rampColor(map.scale ?? 'sequential', i / (pieces - 1)).fill,
      }),
    ),
    muted(low ?? '', x, y + 21),
    element(
      'text',
      { x: x + pieces * 5, y: y + 21, 'text-anchor': 'end', 'font-size': nameSize, ...fill('muted') },
      high ?? '',
    ),
  );
}
