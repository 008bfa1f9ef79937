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
const narrowest = 12;
const barWidth = 150;
const barHeight = 34;

/** How much of its width a name that is turned by 45° takes upwards and to the right. */
const slant = 0.72;

/** What a heat map shares with those beside it. */
export interface HeatMapPlace {
  /** Pixels of width for names and cells. */
  readonly room: number;
  /** Whether the title stands above it. */
  readonly titled: boolean;
  /** Whether there is a line for the name of the columns. */
  readonly named: boolean;
}

/** Measures a heat map whose cells share the room with the names of its rows. */
export function drawHeatMap(map: HeatMap, { room, titled, named }: HeatMapPlace): DrawnHeatMap {
  const { rows, columns, rowName, columnName } = map;
  const names = Math.min(
    longestName,
    Math.max(0, ...rows.map((name) => textWidth(name, nameSize)), textWidth(rowName ?? '', nameSize)),
  );
  const left = names + 10;
  const widths = columns.map((name) => Math.min(longestName, textWidth(name, nameSize)));
  const { cell, turned, overhang } = cellOf(widths, room - left);
  const cellHeight = Math.min(34, cell);
  const head = turned ? Math.max(0, ...widths) * slant + 14 : 20;
  const titleRoom = titled ? titleHeight : 0;
  const top = titleRoom + (named ? 16 : 0) + head;
  const gridWidth = cell * columns.length;
  const gridHeight = cellHeight * rows.length;
  const own = left + Math.max(gridWidth + overhang, barWidth);
  const domain = domainOf(map);
  const bar = domain[0] < domain[1];
  const cells = rows.flatMap((row, i) =>
    columns.map((column, k) => {
      const value = valueAt(map, i, k);
      const text = Number.isFinite(value) ? textOf(map, value) : '–';
      return { name: `${row}, ${column}`, value, text, x: left + k * cell, y: top + i * cellHeight };
    }),
  );
  const size = Math.min(11, cellHeight - 2);
  const written = size >= 8 && cells.every(({ text }) => textWidth(text, size) <= cell - 3);
  return {
    width: own,
    height: top + gridHeight + (bar ? 14 + barHeight : 4),
    at: (x, y) =>
      element(
        'g',
        { transform: `translate(${Math.round(x)} ${Math.round(y)})` },
        titled
          ? element(
              'text',
              { x: 0, y: 14, 'font-size': 12.5, 'font-weight': 600, ...fill('ink') },
              shortened(map.title, 13, own),
            )
          : undefined,
        columnName === undefined ? undefined : muted(columnName, left, titleRoom + 8),
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
        ...cells.map((own) =>
          drawCell(own, {
            color: rampColor(map.scale ?? 'sequential', position(own.value, domain)),
            width: cell,
            height: cellHeight,
            size: written ? size : undefined,
          }),
        ),
        bar ? colorBar(map, domain, left, top + gridHeight + 14) : undefined,
      ),
  };
}

/** The width of the cells, whether the names above them are turned, and how far the names then reach beyond the last cell. */
function cellOf(names: readonly number[], room: number) {
  const upright = Math.min(64, Math.max(narrowest, Math.floor(room / Math.max(1, names.length))));
  if (names.every((name) => name <= upright - 4)) return { cell: upright, turned: false, overhang: 0 };
  const reach = (width: number) =>
    Math.max(0, ...names.map((name, k) => slant * name - (names.length - k - 0.5) * width));
  let cell = upright;
  while (cell > narrowest && names.length * cell + reach(cell) > room) cell--;
  return { cell, turned: true, overhang: reach(cell) };
}

interface Cell {
  readonly name: string;
  readonly value: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
}

interface CellStyle {
  readonly color: { readonly fill: string; readonly ink: string };
  readonly width: number;
  readonly height: number;
  /** Of the text; absent where it does not fit. */
  readonly size: number | undefined;
}

function drawCell({ name, value, text, x, y }: Cell, { color, width, height, size }: CellStyle): Markup {
  const known = Number.isFinite(value);
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
    size === undefined
      ? undefined
      : element(
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
        ),
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
  const pieces = barWidth / 5;
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
      { x: x + barWidth, y: y + 21, 'text-anchor': 'end', 'font-size': nameSize, ...fill('muted') },
      high ?? '',
    ),
  );
}
