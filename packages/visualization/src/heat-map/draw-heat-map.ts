import { evenNumbers } from '../axes/number-text.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { shortened, textWidth } from '../markup/text-width.js';
import { rampColor } from '../theme/ramp.js';
import { fill, stroke } from '../theme/style.js';
import { domainOf, type HeatMap, isNumber, valueAt } from './heat-map.js';

/** A heat map with the room that it takes. */
export interface DrawnHeatMap {
  readonly width: number;
  readonly height: number;
  /** Draws it with its corner at the top left. */
  at(left: number, top: number): Markup;
}

const nameSize = 11;
const titleSize = 12.5;
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
  const { cell, isTurned, overhang } = cellOf(widths, room - left);
  const cellHeight = Math.min(34, cell);
  const head = Math.max(20, ...widths.filter(isTurned).map((width) => width * slant + 14));
  const titleRoom = titled ? titleHeight : 0;
  const top = titleRoom + (named ? 16 : 0) + head;
  const gridWidth = cell * columns.length;
  const gridHeight = cellHeight * rows.length;
  const wanted = titled ? Math.min(room, textWidth(map.title, titleSize)) : 0;
  const own = Math.max(left + Math.max(gridWidth + overhang, barWidth), wanted);
  const domain = domainOf(map);
  const format = map.format ?? evenNumbers(map.values.flat().filter(isNumber), 4, 3);
  const bar = domain[0] < domain[1];
  const cells = rows.flatMap((row, i) =>
    columns.map((column, k) => {
      const value = valueAt(map, i, k);
      const text = Number.isFinite(value) ? format(value) : '–';
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
              { x: 0, y: 14, 'font-size': titleSize, 'font-weight': 600, ...fill('ink') },
              shortened(map.title, titleSize, own),
            )
          : undefined,
        columnName === undefined ? undefined : muted(columnName, left, titleRoom + 8),
        rowName === undefined ? undefined : muted(shortened(rowName, nameSize, left - 4), 0, top - 7),
        ...columns.map((name, k) =>
          columnLabel(name, left + (k + 0.5) * cell, top - 7, isTurned(widths[k] as number)),
        ),
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
        bar ? colorBar(map.scale, domain.map(format), left, top + gridHeight + 14) : undefined,
      ),
  };
}

/**
 * The width of the cells, whether a name is turned, and how far turned names reach beyond the last cell. Names too wide
 * for their cell are; where more than a quarter are too wide, all are.
 */
function cellOf(names: readonly number[], room: number) {
  const isTurnedAt = (cell: number) => {
    const isTooWide = (name: number) => name > cell - 4;
    return 4 * names.filter(isTooWide).length > names.length ? () => true : isTooWide;
  };
  const reach = (cell: number) => {
    const isTurned = isTurnedAt(cell);
    return Math.max(
      0,
      ...names.map((name, k) => (isTurned(name) ? slant * name - (names.length - k - 0.5) * cell : 0)),
    );
  };
  let cell = Math.min(64, Math.max(narrowest, Math.floor(room / Math.max(1, names.length))));
  while (cell > narrowest && names.length * cell + reach(cell) > room) cell--;
  return { cell, isTurned: isTurnedAt(cell), overhang: reach(cell) };
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

/** The colours, and the values at their ends. */
function colorBar(scale: HeatMap['scale'], ends: readonly string[], x: number, y: number): Markup {
  const pieces = barWidth / 5;
  const [low, high] = ends;
  return fragment(
    ...Array.from({ length: pieces }, (_, i) =>
      element('rect', {
        x: x + i * 5,
        y,
        width: 5.2,
        height: 8,
        fill: rampColor(scale ?? 'sequential', i / (pieces - 1)).fill,
      }),
    ),
    muted(low ?? '', x, y + 21),
    element(
      'text',
      { x: x + barWidth, y: y + 21, 'text-anchor': 'end', 'font-size': nameSize, ...fill('muted') },
      high,
    ),
  );
}
