import { type Area, horizontalAxis, verticalAxis, zeroLine } from '../axes/axes.js';
import { capitalized } from '../axes/metric-name.js';
import { numberText } from '../axes/number-text.js';
import { valueScale } from '../axes/value-scale.js';
import { element, type Markup } from '../markup/element.js';
import { belowTitle, figure, margin } from '../markup/figure.js';
import { legend } from '../markup/legend.js';
import { lineOfText } from '../markup/line-of-text.js';
import { notes } from '../markup/notes.js';
import { textWidth } from '../markup/text-width.js';
import { seriesSymbol } from '../series/symbols.js';
import { fill, seriesFill } from '../theme/style.js';

/** A pair of values, such as the similarity of two tasks and what transfer between them gained. */
export interface ScatterPoint {
  readonly x: number;
  readonly y: number;
  /** What the point is: written beside it where there is room, and its tooltip. */
  readonly label?: string;
  /** What it belongs to, such as its target task: points of one series share colour and mark. */
  readonly series?: string;
}

/** Options of {@link scatterSvg}. */
export interface ScatterOptions {
  /** What is measured along the horizontal axis. */
  readonly x: string;
  /** What is measured along the vertical axis. */
  readonly y: string;
  /** Sentence below the chart, such as a correlation. */
  readonly note?: string;
  /** Default: y against x. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 640. */
  readonly width?: number;
  /** Of the chart without title and legend, in pixels, at least 160. Default: 340. */
  readonly height?: number;
}

const labelSize = 10;

/**
 * Draws pairs of values as an SVG document, such as transfer gain against the similarity of tasks. A line is drawn where
 * y is 0; points that are not finite are counted below the chart.
 *
 * @example
 * ```ts
 * import { scatterSvg } from '@tomoni/visualization';
 *
 * const svg = scatterSvg(
 *   [
 *     { x: 0.82, y: 0.011, label: 'chabsa', series: 'to jrte' },
 *     { x: 0.64, y: -0.004, label: 'movie', series: 'to jrte' },
 *   ],
 *   { x: 'cosine similarity', y: 'gain in accuracy' },
 * );
 * console.log(svg.length);
 * ```
 */
export function scatterSvg(points: readonly ScatterPoint[], options: ScatterOptions): string {
  const { note, title = capitalized(`${options.y} against ${options.x}`) } = options;
  const width = Math.max(320, options.width ?? 640);
  const names = [...new Set(points.flatMap(({ series }) => series ?? []))];
  const key = legend(
    names.map((name, series) => ({
      name,
      sign: (left, middle) => seriesSymbol(series, left + 13, middle, 42, seriesFill(series)),
    })),
    margin,
    belowTitle,
    width - 2 * margin,
  );
  const finite = points.filter(({ x, y }) => Number.isFinite(x) && Number.isFinite(y));
  const lost = points.length - finite.length;
  const sentences = [
    note,
    lost === 0 ? undefined : `${lost} of ${points.length} points are not finite.`,
  ].filter((sentence) => sentence !== undefined);
  const top = belowTitle + key.height + 26;
  const area: Area = {
    left: margin + 52,
    right: width - margin,
    top,
    bottom: top + Math.max(160, options.height ?? 340),
  };
  const x = valueScale(
    finite.map((point) => point.x),
    { range: [area.left + 12, area.right - 12], scale: 'linear', nice: true, ticks: Math.floor(width / 90) },
  );
  const y = valueScale(
    finite.map((point) => point.y),
    {
      range: [area.bottom - 12, area.top + 12],
      scale: 'linear',
      nice: true,
      ticks: Math.max(2, Math.floor((area.bottom - area.top) / 44)),
    },
  );
  const spots = finite.map(
    (point): Spot => ({
      point,
      x: x.at(point.x),
      y: y.at(point.y),
      series: point.series === undefined ? 0 : names.indexOf(point.series),
    }),
  );
  const below = notes(sentences, margin, area.bottom + 54, width - 2 * margin);
  const height = area.bottom + 38 + below.height + margin;
  return figure(
    { width, height, title, description: describe(finite, names, options, sentences) },
    key.markup,
    lineOfText(options.y, margin, belowTitle + key.height + 16, width - 2 * margin),
    verticalAxis(y, area),
    zeroLine(y, area),
    horizontalAxis(x, area, options.x),
    ...spots.map(drawSpot),
    ...labels(spots, area),
    below.markup,
  );
}

interface Spot {
  readonly point: ScatterPoint;
  readonly x: number;
  readonly y: number;
  readonly series: number;
}

function drawSpot({ point, x, y, series }: Spot): Markup {
  return element(
    'g',
    { 'fill-opacity': 0.85 },
    element('title', {}, `${nameOf(point)}${numberText(point.x)}, ${numberText(point.y)}`),
    seriesSymbol(series, x, y, 44, seriesFill(series)),
  );
}

function nameOf({ series, label }: ScatterPoint): string {
  const name = [series, label].filter((part) => part !== undefined).join(', ');
  return name === '' ? '' : `${name}: `;
}

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** The labels that have room beside their points, above or below them; the others are tooltips alone. */
function labels(spots: readonly Spot[], area: Area): Markup[] {
  const taken: Box[] = spots.map(({ x, y }) => ({ left: x - 4, right: x + 4, top: y - 4, bottom: y + 4 }));
  const isFree = (box: Box) =>
    box.left >= area.left &&
    box.right <= area.right + margin &&
    box.top >= area.top &&
    box.bottom <= area.bottom &&
    taken.every(
      (other) =>
        box.left > other.right || box.right < other.left || box.top > other.bottom || box.bottom < other.top,
    );
  return spots.flatMap(({ point: { label }, x, y }) => {
    if (label === undefined) return [];
    const width = textWidth(label, labelSize);
    const places: readonly (readonly [number, number])[] = [
      [x + 7, y],
      [x - 7 - width, y],
      [x - width / 2, y - 12],
      [x - width / 2, y + 12],
    ];
    for (const [left, middle] of places) {
      const box = { left, right: left + width, top: middle - 6, bottom: middle + 6 };
      if (!isFree(box)) continue;
      taken.push(box);
      return [
        element(
          'text',
          { x: left, y: middle, dy: '0.34em', 'font-size': labelSize, ...fill('muted') },
          label,
        ),
      ];
    }
    return [];
  });
}

function describe(
  points: readonly ScatterPoint[],
  names: readonly string[],
  { x, y }: ScatterOptions,
  notes: readonly string[],
): string {
  const counted = names.map((name) => `${name}: ${points.filter(({ series }) => series === name).length}`);
  const series = counted.length === 0 ? '' : ` (${counted.join('; ')})`;
  return [`${points.length} points${series}: ${y} against ${x}.`, ...notes].join(' ');
}
