import type { GradientRecord } from '@tomoni/spec';
import { numberText } from '../axes/number-text.js';
import { panelGrid } from '../learning-curves/panel-grid.js';
import type { Panel } from '../learning-curves/panels.js';
import { belowTitle, figure, margin } from '../markup/figure.js';
import { lineOfText } from '../markup/line-of-text.js';
import { comparison, gradientOf, meanOf, tasksIn, weightShare } from './task-gradients.js';

/** Options of {@link gradientTrajectoriesSvg}. */
export interface GradientTrajectoriesOptions {
  /** Names of the tasks, the main task first. Default: in order of their appearance. */
  readonly tasks?: readonly string[];
  /** Default: `Weights, gradients, and how they agree`. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 900. */
  readonly width?: number;
  /** Of each chart, in pixels, at least 140. Default: 230. */
  readonly panelHeight?: number;
}

/**
 * Draws how the tasks of a run shared its updates, step by step, as an SVG document: each task's share of the weights,
 * beside it its share of the gradient of the shared parameters, and the cosine of its gradient to that of the main task.
 *
 * @param records `gradients` of a training history
 *
 * @example
 * ```ts
 * import type { TrainingHistory } from '@tomoni/spec';
 * import { display, gradientTrajectoriesSvg } from '@tomoni/visualization';
 *
 * export function showShares({ gradients = [], tasks }: TrainingHistory): void {
 *   display(gradientTrajectoriesSvg(gradients, { tasks }));
 * }
 * ```
 */
export function gradientTrajectoriesSvg(
  records: readonly GradientRecord[],
  options: GradientTrajectoriesOptions = {},
): string {
  const { tasks = tasksIn(records), title = 'Weights, gradients, and how they agree' } = options;
  const width = Math.max(320, options.width ?? 900);
  const panels = panelsOf(records, tasks);
  const charts = panelGrid(panels, {
    left: margin - 4,
    top: belowTitle + 4,
    width: width - 2 * margin + 8,
    panelHeight: Math.max(140, options.panelHeight ?? 230),
    scale: 'linear',
    progressName: 'steps',
  });
  return figure(
    { width, height: belowTitle + (charts.height || 30) + margin, title, description: describe(panels) },
    charts.markup,
    panels.length === 0
      ? lineOfText('Nothing was measured.', margin, belowTitle + 16, width - 2 * margin)
      : undefined,
  );
}

/** The charts in which anything can be drawn. */
function panelsOf(records: readonly GradientRecord[], tasks: readonly string[]): Panel[] {
  const [main = '', ...others] = tasks;
  const panel = (
    name: string,
    span: readonly number[],
    shown: readonly string[],
    read: (record: GradientRecord, task: string) => number | undefined,
  ): Panel => ({
    title: name,
    note: undefined,
    span,
    best: [],
    curves: shown.map((task) => ({
      series: tasks.indexOf(task),
      dash: undefined,
      name: task,
      label: task,
      points: records.flatMap((record) => {
        const y = record.tasks.includes(task) ? read(record, task) : undefined;
        return y === undefined ? [] : [{ x: record.step, y }];
      }),
    })),
  });
  return [
    panel('share of the weights', [0, 1], tasks, weightShare),
    panel('share of the gradient', [0, 1], tasks, (record, task) => gradientOf(record, 'shares', task)),
    panel(`cosine to ${main}`, [-1, 1], others, (record, task) =>
      comparison(record, 'cosines', 'all', [main, task]),
    ),
  ].filter(({ curves }) => curves.some(({ points }) => points.some(({ y }) => Number.isFinite(y))));
}

function describe(panels: readonly Panel[]): string {
  const sentences = panels.map(({ title, curves }) => {
    const means = curves.map(({ name, points }) => `${name} ${numberText(meanOf(points.map(({ y }) => y)))}`);
    return `Mean ${title}: ${means.join(', ')}.`;
  });
  return sentences.length === 0 ? 'Nothing was measured.' : sentences.join(' ');
}
