import { type Area, horizontalAxis } from '../axes/axes.js';
import { capitalized, metricName } from '../axes/metric-name.js';
import { evenNumbers, numberText } from '../axes/number-text.js';
import { type ValueScale, valueScale } from '../axes/value-scale.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { belowTitle, figure, margin } from '../markup/figure.js';
import { type LegendItem, legend } from '../markup/legend.js';
import { notes } from '../markup/notes.js';
import { shortened, textWidth } from '../markup/text-width.js';
import { drawable, type ScoreInterval } from '../series/interval.js';
import { seriesSymbol } from '../series/symbols.js';
import { fill, seriesFill, seriesStroke, stroke } from '../theme/style.js';

/** What was reached with a task among the auxiliary ones, and without it. */
export interface InOutScore {
  readonly task: string;
  /** Mean score of the sets with the task. */
  readonly in: number;
  /** Mean score of the sets without it. */
  readonly out: number;
  /** Of the difference, in − out. */
  readonly interval?: ScoreInterval | undefined;
}

/** Options of {@link inOutSvg}. */
export interface InOutOptions {
  /** Name of the score, such as `RMSE`. */
  readonly metric: string;
  /** Adds to the metric which way is better. */
  readonly higherIsBetter?: boolean;
  /** Sentence below the chart, such as which sets the means are taken over. */
  readonly note?: string;
  /** Default: the metric, with and without each task. */
  readonly title?: string;
  /** In pixels, at least 400. Default: 720. */
  readonly width?: number;
}

const rowHeight = 32;
const fontSize = 12;

/** The chart is at least as wide; where intervals leave it less, they are tooltips alone. */
const narrowest = 140;

/**
 * Draws the mean score with and without each auxiliary task as an SVG document: a row per task, its two means joined,
 * and their difference, in − out, as a number behind.
 *
 * @example
 * ```ts
 * import { inOutSvg } from '@tomoni/visualization';
 *
 * const svg = inOutSvg(
 *   [
 *     { task: 'appeal', in: 0.7011, out: 0.7158 },
 *     { task: 'novelty', in: 0.693, out: 0.7239, interval: { lower: -0.045, upper: -0.017 } },
 *   ],
 *   { metric: 'RMSE', higherIsBetter: false },
 * );
 * console.log(svg.length);
 * ```
 */
export function inOutSvg(tasks: readonly InOutScore[], options: InOutOptions): string {
  const {
    metric,
    higherIsBetter,
    note,
    title = capitalized(`${metric} with and without each auxiliary task`),
  } = options;
  const width = Math.max(400, options.width ?? 720);
  const name = metricName(metric, higherIsBetter);
  const key = legend(signs, margin, belowTitle, width - 2 * margin);
  const head = 'in − out';
  const names = Math.min(0.3 * width, Math.max(0, ...tasks.map(({ task }) => textWidth(task, fontSize))));
  const roomOf = (texts: readonly string[]) =>
    Math.max(...[head, ...texts].map((text) => textWidth(text, fontSize)));
  const full = differenceTexts(tasks, true);
  const hasRoom = width - 2 * margin - names - 30 - roomOf(full) >= narrowest;
  const differences = hasRoom ? full : differenceTexts(tasks, false);
  const room = roomOf(differences);
  const top = belowTitle + key.height + 22;
  const area: Area = {
    left: margin + names + 14,
    right: width - margin - room - 16,
    top,
    bottom: top + Math.max(1, tasks.length) * rowHeight,
  };
  const scale = valueScale(
    tasks.flatMap((task) => [task.in, task.out]),
    {
      range: [area.left + 8, area.right - 8],
      scale: 'linear',
      nice: true,
      ticks: Math.max(2, Math.floor((area.right - area.left) / 70)),
    },
  );
  const sentences = tasks.map((task, i) => sentence(task, full[i]));
  const below = notes([note], margin, area.bottom + 54, width - 2 * margin);
  const height = area.bottom + 38 + below.height + margin;
  return figure(
    { width, height, title, description: describe(sentences, name, note) },
    key.markup,
    columnText(head, width - margin, top - 8, 'muted'),
    ...scale.ticks.map(({ value }) =>
      element('line', {
        x1: scale.at(value),
        x2: scale.at(value),
        y1: area.top,
        y2: area.bottom,
        ...stroke('grid'),
      }),
    ),
    ...tasks.map((task, i) => drawRow(task, sentences[i], area.top + (i + 0.5) * rowHeight, scale, area)),
    ...differences.map((text, i) =>
      columnText(text, width - margin, area.top + (i + 0.5) * rowHeight + 4, 'ink'),
    ),
    horizontalAxis(scale, area, name),
    below.markup,
  );
}

const signs: readonly LegendItem[] = [
  { name: 'in: with the task', sign: (left, middle) => inMark(left + 13, middle) },
  { name: 'out: without it', sign: (left, middle) => outMark(left + 13, middle) },
];

function inMark(x: number, y: number): Markup {
  return seriesSymbol(0, x, y, 60, seriesFill(0));
}

function outMark(x: number, y: number): Markup {
  return fragment(
    element('circle', { cx: x, cy: y, r: 4.5, ...fill('paper') }),
    element('circle', { cx: x, cy: y, r: 4.5, fill: 'none', 'stroke-width': 1.75, ...stroke('muted') }),
  );
}

function drawRow(
  task: InOutScore,
  tip: string | undefined,
  y: number,
  scale: ValueScale,
  area: Area,
): Markup {
  const [inside, outside] = [task.in, task.out].map((score) =>
    Number.isFinite(score) ? scale.at(score) : undefined,
  );
  return element(
    'g',
    {},
    element('title', {}, tip),
    element(
      'text',
      { x: area.left - 12, y: y + 4, 'text-anchor': 'end', 'font-size': fontSize, ...fill('ink') },
      shortened(task.task, fontSize, area.left - 12 - margin),
    ),
    inside === undefined || outside === undefined
      ? undefined
      : element('line', { x1: inside, x2: outside, y1: y, y2: y, 'stroke-width': 2, ...seriesStroke(0) }),
    outside === undefined ? undefined : outMark(outside, y),
    inside === undefined ? undefined : inMark(inside, y),
  );
}

function columnText(text: string, x: number, y: number, color: 'ink' | 'muted'): Markup {
  return element(
    'text',
    { x, y, 'text-anchor': 'end', 'font-size': color === 'ink' ? fontSize : 11, ...fill(color) },
    text,
  );
}

/** The differences as they stand below each other, with equally many decimals. */
function differenceTexts(tasks: readonly InOutScore[], withIntervals: boolean): string[] {
  const rows = tasks.map((task) => ({
    difference: task.in - task.out,
    interval: withIntervals ? drawable(task.interval) : undefined,
  }));
  const number = evenNumbers(
    rows.flatMap(({ difference, interval }) => [
      difference,
      ...(interval ? [interval.lower, interval.upper] : []),
    ]),
    3,
  );
  const signed = (value: number) => (value > 0 ? `+${number(value)}` : number(value));
  return rows.map(({ difference, interval }) =>
    interval
      ? `${signed(difference)} [${signed(interval.lower)}, ${signed(interval.upper)}]`
      : signed(difference),
  );
}

function sentence(task: InOutScore, difference: string | undefined): string {
  return `${task.task}: ${numberText(task.in)} with it, ${numberText(task.out)} without it, difference ${difference}.`;
}

function describe(sentences: readonly string[], metric: string, note: string | undefined): string {
  return [`${metric}.`, ...sentences, ...(note === undefined ? [] : [note])].join(' ');
}
