import { mean } from 'd3-array';
import { type Area, verticalAxis } from '../axes/axes.js';
import { categoryAxis } from '../axes/category-axis.js';
import { capitalized, metricName } from '../axes/metric-name.js';
import { evenNumbers, numberText } from '../axes/number-text.js';
import { type ValueScale, valueScale } from '../axes/value-scale.js';
import { swarm } from '../dot-plot/swarm.js';
import { element, type Markup } from '../markup/element.js';
import { belowTitle, figure, margin } from '../markup/figure.js';
import { lineOfText } from '../markup/line-of-text.js';
import { notes } from '../markup/notes.js';
import { seriesSymbol } from '../series/symbols.js';
import { fill, seriesFill, seriesStroke } from '../theme/style.js';

/** What was reached with a set of auxiliary tasks: `subsetScores` of `@tomoni/studies` gives these. */
export interface SubsetScores {
  /** The auxiliary tasks; none for the single-task model. */
  readonly tasks: readonly string[];
  /** One per run; their mean alone where no more is known. */
  readonly scores: readonly number[];
}

/** Options of {@link countScoresSvg}. */
export interface CountScoresOptions {
  /** Name of the score, such as `RMSE`. */
  readonly metric: string;
  /** Adds to the metric which way is better. */
  readonly higherIsBetter?: boolean;
  /** Sentence below the chart, such as the correlation of the score with the number of tasks. */
  readonly note?: string;
  /** Default: the metric, by number of auxiliary tasks. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 640. */
  readonly width?: number;
  /** Of the chart without title, in pixels, at least 120. Default: 260. */
  readonly height?: number;
}

const gap = 7;

/**
 * Draws the scores of sets of auxiliary tasks by their size as an SVG document: the mean of every set a dot, the
 * mean over the sets of a size a bar with its value above the chart. Sets without a finite score are counted below it.
 *
 * @example
 * ```ts
 * import { countScoresSvg } from '@tomoni/visualization';
 *
 * const svg = countScoresSvg(
 *   [
 *     { tasks: [], scores: [0.87, 0.866] },
 *     { tasks: ['appeal'], scores: [0.73, 0.728] },
 *     { tasks: ['novelty'], scores: [0.71, 0.712] },
 *     { tasks: ['appeal', 'novelty'], scores: [0.7, 0.699] },
 *   ],
 *   { metric: 'RMSE', higherIsBetter: false },
 * );
 * console.log(svg.length);
 * ```
 */
export function countScoresSvg(subsets: readonly SubsetScores[], options: CountScoresOptions): string {
  const {
    metric,
    higherIsBetter,
    note,
    title = capitalized(`${metric} by number of auxiliary tasks`),
  } = options;
  const width = Math.max(320, options.width ?? 640);
  const groups = groupsOf(subsets);
  const lost = subsets.length - groups.reduce((sum, { members }) => sum + members.length, 0);
  const sentences = [
    note,
    lost === 0 ? undefined : `${lost} of ${subsets.length} sets have no finite score.`,
  ].filter((sentence) => sentence !== undefined);
  const top = belowTitle + 42;
  const area: Area = {
    left: margin + 48,
    right: width - margin,
    top,
    bottom: top + Math.max(120, options.height ?? 260),
  };
  const y = valueScale(
    groups.flatMap(({ members }) => members.map(({ score }) => score)),
    {
      range: [area.bottom - 10, area.top + 8],
      scale: 'linear',
      nice: true,
      ticks: Math.max(2, Math.floor((area.bottom - area.top) / 40)),
    },
  );
  const number = evenNumbers(groups.flatMap(({ mean: center }) => center ?? []));
  const column = (area.right - area.left) / Math.max(1, groups.length);
  const at = (index: number) => area.left + (index + 0.5) * column;
  const below = notes(sentences, margin, area.bottom + 54, width - 2 * margin);
  const height = area.bottom + 38 + below.height + margin;
  return figure(
    { width, height, title, description: describe(groups, metricName(metric, higherIsBetter), sentences) },
    lineOfText(metricName(metric, higherIsBetter), margin, belowTitle + 12, width - 2 * margin),
    verticalAxis(y, area),
    categoryAxis(
      groups.map(({ count }, i) => ({ at: at(i), text: String(count) })),
      area,
      'number of auxiliary tasks',
    ),
    ...groups.map((group, i) => drawGroup(group, at(i), column, y, area, number)),
    below.markup,
  );
}

interface Member {
  readonly tasks: readonly string[];
  readonly score: number;
}

interface Group {
  readonly count: number;
  /** Those with a finite score. */
  readonly members: readonly Member[];
  readonly mean: number | undefined;
}

function groupsOf(subsets: readonly SubsetScores[]): Group[] {
  const counts = [...new Set(subsets.map(({ tasks }) => tasks.length))].sort((a, b) => a - b);
  return counts.map((count) => {
    const members = subsets
      .filter(({ tasks }) => tasks.length === count)
      .flatMap(({ tasks, scores }): Member[] => {
        const score = mean(scores.filter(Number.isFinite));
        return score === undefined ? [] : [{ tasks, score }];
      });
    return { count, members, mean: mean(members, ({ score }) => score) };
  });
}

function drawGroup(
  { members, mean: center }: Group,
  middle: number,
  column: number,
  y: ValueScale,
  area: Area,
  number: (value: number) => string,
): Markup {
  const places = members.map(({ score }) => y.at(score));
  const offsets = swarm(places, gap, Math.min(40, 0.35 * column));
  const half = Math.min(26, 0.4 * column);
  return element(
    'g',
    {},
    element(
      'text',
      {
        x: middle,
        y: area.top - 6,
        'text-anchor': 'middle',
        'font-size': 10.5,
        'font-weight': 600,
        ...fill('ink'),
      },
      center === undefined ? '–' : number(center),
    ),
    center === undefined
      ? undefined
      : element('line', {
          x1: middle - half,
          x2: middle + half,
          y1: y.at(center),
          y2: y.at(center),
          'stroke-width': 2.5,
          ...seriesStroke(1),
        }),
    ...members.map(({ tasks, score }, i) =>
      element(
        'g',
        { 'fill-opacity': 0.75 },
        element('title', {}, `${nameOf(tasks)}: ${numberText(score)}`),
        seriesSymbol(0, middle + (offsets[i] as number), places[i] as number, 32, seriesFill(0)),
      ),
    ),
  );
}

function nameOf(tasks: readonly string[]): string {
  return tasks.length === 0 ? 'single-task' : tasks.join(', ');
}

function describe(groups: readonly Group[], metric: string, notes: readonly string[]): string {
  const sentences = groups.map(({ count, members, mean: center }) => {
    const sets = `${members.length} ${members.length === 1 ? 'set' : 'sets'}`;
    return `${count} auxiliary ${count === 1 ? 'task' : 'tasks'}: ${sets}, mean ${center === undefined ? '–' : numberText(center)}.`;
  });
  return [`${metric}.`, ...sentences, ...notes].join(' ');
}
