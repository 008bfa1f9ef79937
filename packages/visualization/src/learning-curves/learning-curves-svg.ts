import { numberText } from '../axes/number-text.js';
import { type Attributes, element, fragment } from '../markup/element.js';
import { figure } from '../markup/figure.js';
import { type LegendItem, legend } from '../markup/legend.js';
import { lineOfText } from '../markup/line-of-text.js';
import { seriesSymbol } from '../series/symbols.js';
import { seriesFill, seriesStroke, stroke } from '../theme/style.js';
import { panelGrid } from './panel-grid.js';
import {
  type NamedHistory,
  type Panel,
  type Progress,
  panelsOf,
  seriesNames,
  trainingDash,
} from './panels.js';

/** Options of {@link learningCurvesSvg}. */
export interface LearningCurvesOptions {
  /** Default: `Learning curves`. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 880. */
  readonly width?: number;
  /** Of each chart, in pixels, at least 140. Default: 220. */
  readonly panelHeight?: number;
  /** What the curves are drawn over. Default: `epoch`. */
  readonly progress?: Progress;
  /** Of the values; `auto` is logarithmic where all are positive and the greatest is more than 100 times the least. Default: `auto`. */
  readonly scale?: 'auto' | 'linear' | 'log';
}

const margin = 12;
const progressNames = { epoch: 'epochs', step: 'steps', seconds: 'seconds' } as const;

/**
 * Draws how training runs went as an SVG document: the watched score, the loss of each task on training and validation rows, and the tasks' weights, runs laid over each other.
 *
 * Runs of one name share colour and mark. The best entry of each run has a ring. Values that are not finite leave gaps,
 * which are counted below the charts; long curves are thinned to what a pixel can show, extremes kept.
 *
 * @example
 * ```ts
 * import type { TrainingHistory } from '@tomoni/spec';
 * import { learningCurvesSvg } from '@tomoni/visualization';
 * import { writeFileSync } from 'node:fs';
 *
 * const history: TrainingHistory = {
 *   tasks: ['interest'],
 *   entries: [
 *     { step: 10, epoch: 1, train: { interest: 0.9 }, weights: { interest: 1 }, learningRates: {}, seconds: 2 },
 *     { step: 20, epoch: 2, train: { interest: 0.7 }, weights: { interest: 1 }, learningRates: {}, seconds: 4 },
 *   ],
 *   monitor: { task: 'interest', score: 'rmse', better: 'lower' },
 * };
 * writeFileSync('curves.svg', learningCurvesSvg([{ name: 'single-task', history }], { progress: 'step' }));
 * ```
 */
export function learningCurvesSvg(
  histories: readonly NamedHistory[],
  options: LearningCurvesOptions = {},
): string {
  const { title = 'Learning curves', progress = 'epoch', scale = 'auto' } = options;
  const width = Math.max(320, options.width ?? 880);
  const panelHeight = Math.max(140, options.panelHeight ?? 220);
  const panels = panelsOf(histories, progress);
  const inner = width - 2 * margin;
  const key = legend(legendItems(histories, panels), margin + 4, 42, inner - 8);
  const top = 42 + key.height + 12;
  const charts = panelGrid(panels, {
    left: margin,
    top,
    width: inner,
    panelHeight,
    scale,
    progressName: progressNames[progress],
  });
  const note = gapNote(panels);
  const height = top + (charts.height || 30) + (note === undefined ? 0 : 20) + margin;
  return figure(
    { width, height, title, description: describe(histories, panels) },
    key.markup,
    charts.markup,
    panels.length === 0 ? lineOfText('Nothing was measured.', margin + 4, top + 20, inner - 8) : undefined,
    note === undefined ? undefined : lineOfText(note, margin + 4, height - margin - 2, inner - 8),
  );
}

function legendItems(histories: readonly NamedHistory[], panels: readonly Panel[]): LegendItem[] {
  const names = seriesNames(histories);
  const curves = panels.flatMap((panel) => panel.curves.filter(({ label }) => label === undefined));
  const stretch = (left: number, middle: number, attributes: Attributes) =>
    element('line', { x1: left, x2: left + 26, y1: middle, y2: middle, ...attributes });
  const runs = names.map((name, series): LegendItem => {
    const count = histories.filter((run) => run.name === name).length;
    return {
      name: count === 1 ? name : `${name} (${count} runs)`,
      sign: (left, middle) =>
        fragment(
          stretch(left, middle, { 'stroke-width': 1.75, ...seriesStroke(series) }),
          seriesSymbol(series, left + 13, middle, 42, seriesFill(series)),
        ),
    };
  });
  const kinds: LegendItem[] = [
    {
      name: 'validation',
      sign: (left, middle) => stretch(left, middle, { 'stroke-width': 1.75, ...stroke('muted') }),
    },
    {
      name: 'training',
      sign: (left, middle) =>
        stretch(left, middle, { 'stroke-width': 1.25, 'stroke-dasharray': trainingDash, ...stroke('muted') }),
    },
  ];
  const ring: LegendItem = {
    name: 'best',
    sign: (left, middle) =>
      element('circle', {
        cx: left + 13,
        cy: middle,
        r: 5,
        fill: 'none',
        'stroke-width': 1.75,
        ...stroke('muted'),
      }),
  };
  return [
    ...runs,
    ...(curves.some(({ dash }) => dash === undefined) ? kinds.slice(0, 1) : []),
    ...(curves.some(({ dash }) => dash !== undefined) ? kinds.slice(1) : []),
    ...(panels.some(({ best }) => best.length > 0) ? [ring] : []),
  ];
}

function gapNote(panels: readonly Panel[]): string | undefined {
  const points = panels.flatMap(({ curves }) => curves.flatMap((curve) => curve.points));
  const lost = points.filter(({ x, y }) => !Number.isFinite(x) || !Number.isFinite(y)).length;
  if (lost === 0) return undefined;
  return lost === 1
    ? 'One value is not finite and leaves a gap.'
    : `${lost} values are not finite and leave gaps.`;
}

function describe(histories: readonly NamedHistory[], panels: readonly Panel[]): string {
  const runs = histories.map(({ name, history: { entries, monitor, best } }) => {
    const reached =
      best === undefined
        ? ''
        : `, best ${monitor.score} of ${monitor.task} ${numberText(best.value)} at step ${best.step}`;
    return `${name}: ${entries.length} ${entries.length === 1 ? 'entry' : 'entries'}${reached}.`;
  });
  const charts =
    panels.length === 0 ? 'Nothing was measured.' : `Charts: ${panels.map(({ title }) => title).join('; ')}.`;
  return [charts, ...runs].join(' ');
}
