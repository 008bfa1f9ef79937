import { mean } from 'd3-array';
import { type Area, horizontalAxis } from '../axes/axes.js';
import { numberText } from '../axes/number-text.js';
import { type ValueScale, valueScale } from '../axes/value-scale.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { figure, margin } from '../markup/figure.js';
import { shortened, textWidth } from '../markup/text-width.js';
import { seriesSymbol } from '../series/symbols.js';
import { fill, seriesFill, seriesStroke, stroke } from '../theme/style.js';
import { swarm } from './swarm.js';

/** The scores of one method. */
export interface MethodScores {
  readonly method: string;
  /** One per run. */
  readonly scores: readonly number[];
  /** Of the mean. */
  readonly interval?: { readonly lower: number; readonly upper: number } | undefined;
}

/** Options of {@link dotPlotSvg}. */
export interface DotPlotOptions {
  /** Name of the score, such as `RMSE`. */
  readonly metric: string;
  /** Adds to the metric which way is better. */
  readonly higherIsBetter?: boolean;
  /** The method whose mean is drawn through all rows. */
  readonly baseline?: string;
  /** Default: the metric, by method. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 720. */
  readonly width?: number;
}

const rowHeight = 54;
const nameSize = 12;
const gap = 7;

/** More dots than this are put on a grid of three pixels, where those on one place are drawn once. */
const manyDots = 300;

/**
 * Draws the scores of methods over several runs as an SVG document: every run a dot, the mean a bar with its interval as whiskers.
 *
 * Scores that are not finite are counted behind the method's name. Of more than 300 dots those on one place are drawn once.
 *
 * @example
 * ```ts
 * import { dotPlotSvg } from '@tomoni/visualization';
 *
 * const svg = dotPlotSvg(
 *   [
 *     { method: 'single-task', scores: [0.71, 0.74, 0.72], interval: { lower: 0.68, upper: 0.76 } },
 *     { method: 'multi-task', scores: [0.69, 0.68, 0.7], interval: { lower: 0.66, upper: 0.72 } },
 *   ],
 *   { metric: 'RMSE', higherIsBetter: false, baseline: 'single-task' },
 * );
 * console.log(svg.length);
 * ```
 */
export function dotPlotSvg(methods: readonly MethodScores[], options: DotPlotOptions): string {
  const { metric, higherIsBetter, baseline, title = `${metric} by method` } = options;
  const width = Math.max(320, options.width ?? 720);
  const rows = methods.map(rowOf);
  const names = rows.map(({ label }) => textWidth(label, nameSize));
  const values = rows.map(({ text }) => textWidth(text, nameSize));
  const nameRoom = Math.min(width * 0.35, Math.max(0, ...names));
  const area: Area = {
    left: margin + nameRoom + 16,
    right: width - margin - Math.max(0, ...values) - 14,
    top: 48,
    bottom: 48 + Math.max(1, rows.length) * rowHeight,
  };
  const scale = valueScale(
    rows.flatMap(({ finite, interval }) => [
      ...finite,
      ...(interval ? [interval.lower, interval.upper] : []),
    ]),
    {
      range: [area.left + 8, area.right - 8],
      scale: 'linear',
      nice: true,
      ticks: Math.max(2, Math.floor((area.right - area.left) / 70)),
    },
  );
  const direction =
    higherIsBetter === undefined ? '' : higherIsBetter ? ' (higher is better)' : ' (lower is better)';
  const reference = rows.find(({ method }) => method === baseline)?.mean;
  const height = area.bottom + 38 + margin;
  return figure(
    { width, height, title, description: `${metric}${direction}. ${rows.map(sentence).join(' ')}` },
    grid(scale, area),
    reference === undefined ? undefined : referenceLine(scale.at(reference), area),
    ...rows.map((row, i) => drawRow(row, i, scale, area, width)),
    horizontalAxis(scale, area, `${metric}${direction}`),
  );
}

interface Row extends MethodScores {
  readonly label: string;
  readonly text: string;
  readonly finite: readonly number[];
  readonly mean: number | undefined;
}

function rowOf(scores: MethodScores): Row {
  const finite = scores.scores.filter(Number.isFinite);
  const lost = scores.scores.length - finite.length;
  const center = mean(finite);
  return {
    ...scores,
    finite,
    mean: center,
    interval: isFiniteInterval(scores.interval) ? scores.interval : undefined,
    label: lost === 0 ? scores.method : `${scores.method} (${lost} not finite)`,
    text: center === undefined ? '–' : numberText(center),
  };
}

function isFiniteInterval(interval: MethodScores['interval']): boolean {
  return interval !== undefined && Number.isFinite(interval.lower) && Number.isFinite(interval.upper);
}

function sentence({ label, finite, text, interval }: Row): string {
  const runs = `${finite.length} ${finite.length === 1 ? 'run' : 'runs'}`;
  const range = interval ? `, interval ${numberText(interval.lower)} to ${numberText(interval.upper)}` : '';
  return `${label}: ${runs}, mean ${text}${range}.`;
}

function grid(scale: ValueScale, { top, bottom }: Area): Markup {
  return fragment(
    ...scale.ticks.map(({ value }) =>
      element('line', { x1: scale.at(value), x2: scale.at(value), y1: top, y2: bottom, ...stroke('grid') }),
    ),
  );
}

function referenceLine(x: number, { top, bottom }: Area): Markup {
  return element('line', {
    x1: x,
    x2: x,
    y1: top,
    y2: bottom,
    'stroke-dasharray': '3 3',
    ...stroke('muted'),
  });
}

function drawRow(row: Row, index: number, scale: ValueScale, area: Area, width: number): Markup {
  const middle = area.top + (index + 0.5) * rowHeight;
  const places = row.finite.map((score) => scale.at(score));
  const grain = places.length > manyDots ? 3 : 0.1;
  const dots = new Map(
    swarm(places, gap, 13).map((offset, i) => {
      const x = places[i] as number;
      const y = middle - 7 + offset;
      const place = [x / grain, y / grain].map(Math.round).join(' ');
      return [place, { x, y, score: row.finite[i] as number }] as const;
    }),
  );
  return element(
    'g',
    {},
    element(
      'text',
      {
        x: area.left - 14,
        y: middle,
        dy: '0.34em',
        'text-anchor': 'end',
        'font-size': nameSize,
        ...fill('ink'),
      },
      shortened(row.label, nameSize, area.left - 14 - margin),
    ),
    ...[...dots.values()].map(({ x, y, score }) =>
      element(
        'g',
        { 'fill-opacity': 0.75 },
        element('title', {}, numberText(score)),
        seriesSymbol(index, x, y, 32, seriesFill(index)),
      ),
    ),
    row.mean === undefined ? undefined : summary(row, row.mean, index, middle + 16, scale),
    element(
      'text',
      {
        x: width - margin,
        y: middle,
        dy: '0.34em',
        'text-anchor': 'end',
        'font-size': nameSize,
        'font-weight': 600,
        ...fill('ink'),
      },
      row.text,
    ),
  );
}

function summary({ interval }: Row, center: number, index: number, y: number, scale: ValueScale): Markup {
  const bar = (x: number, half: number, thickness: number) =>
    element('line', {
      x1: x,
      x2: x,
      y1: y - half,
      y2: y + half,
      'stroke-width': thickness,
      ...seriesStroke(index),
    });
  return fragment(
    interval
      ? fragment(
          element('line', {
            x1: scale.at(interval.lower),
            x2: scale.at(interval.upper),
            y1: y,
            y2: y,
            'stroke-width': 1.5,
            ...seriesStroke(index),
          }),
          bar(scale.at(interval.lower), 3, 1.5),
          bar(scale.at(interval.upper), 3, 1.5),
        )
      : undefined,
    bar(scale.at(center), 6, 3),
  );
}
