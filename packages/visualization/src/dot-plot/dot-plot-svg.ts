import { mean } from 'd3-array';
import { type Area, horizontalAxis } from '../axes/axes.js';
import { capitalized, metricName } from '../axes/metric-name.js';
import { evenNumbers, numberText } from '../axes/number-text.js';
import { type ValueScale, valueScale } from '../axes/value-scale.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { figure, margin } from '../markup/figure.js';
import { shortened, textWidth } from '../markup/text-width.js';
import { drawable, type ScoreInterval } from '../series/interval.js';
import { seriesSymbol } from '../series/symbols.js';
import { seriesColors } from '../theme/colors.js';
import { fill, seriesFill, seriesStroke, stroke } from '../theme/style.js';
import { swarm } from './swarm.js';

/** The scores of one method. */
export interface MethodScores {
  readonly method: string;
  /** One per run. */
  readonly scores: readonly number[];
  /** Of the mean. */
  readonly interval?: ScoreInterval | undefined;
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
 * Up to seven methods have a colour and mark each; of more, the baseline alone has its own. Scores that are not finite are counted behind the method's name. Of more than 300 dots those on one place are drawn once.
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
  const { metric, higherIsBetter, baseline, title = capitalized(`${metric} by method`) } = options;
  const width = Math.max(320, options.width ?? 720);
  const rows = rowsOf(methods, baseline);
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
  const name = metricName(metric, higherIsBetter);
  const reference = rows.find(({ method }) => method === baseline)?.mean;
  const height = area.bottom + 38 + margin;
  return figure(
    { width, height, title, description: `${name}. ${rows.map(sentence).join(' ')}` },
    grid(scale, area),
    reference === undefined ? undefined : referenceLine(scale.at(reference), area),
    ...rows.map((row, i) => drawRow(row, i, scale, area, width)),
    horizontalAxis(scale, area, name),
  );
}

interface Row extends MethodScores {
  readonly label: string;
  readonly text: string;
  readonly finite: readonly number[];
  readonly mean: number | undefined;
  /** Of its colour and mark: its own, or, where there are more methods than colours, one for the baseline and one for all others. */
  readonly series: number;
}

function rowsOf(methods: readonly MethodScores[], baseline: string | undefined): Row[] {
  const described = methods.map((own) => {
    const finite = own.scores.filter(Number.isFinite);
    return { own, finite, mean: mean(finite), lost: own.scores.length - finite.length };
  });
  const number = evenNumbers(described.flatMap(({ mean: center }) => center ?? []));
  return described.map(({ own, finite, mean: center, lost }, index) => ({
    ...own,
    finite,
    mean: center,
    interval: drawable(own.interval),
    label: lost === 0 ? own.method : `${own.method} (${lost} not finite)`,
    text: center === undefined ? '–' : number(center),
    series: methods.length <= seriesColors.length ? index : own.method === baseline ? 1 : 0,
  }));
}

function sentence({ label, finite, mean: center, interval }: Row): string {
  const runs = `${finite.length} ${finite.length === 1 ? 'run' : 'runs'}`;
  const range = interval ? `, interval ${numberText(interval.lower)} to ${numberText(interval.upper)}` : '';
  return `${label}: ${runs}, mean ${numberText(center ?? Number.NaN)}${range}.`;
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
        seriesSymbol(row.series, x, y, 32, seriesFill(row.series)),
      ),
    ),
    row.mean === undefined ? undefined : summary(row, row.mean, middle + 16, scale),
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

function summary({ interval, series }: Row, center: number, y: number, scale: ValueScale): Markup {
  const bar = (x: number, half: number, thickness: number) =>
    element('line', {
      x1: x,
      x2: x,
      y1: y - half,
      y2: y + half,
      'stroke-width': thickness,
      ...seriesStroke(series),
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
            ...seriesStroke(series),
          }),
          bar(scale.at(interval.lower), 3, 1.5),
          bar(scale.at(interval.upper), 3, 1.5),
        )
      : undefined,
    bar(scale.at(center), 6, 3),
  );
}
