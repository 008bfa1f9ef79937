import type { GradientRecord, GradientReport } from '@tomoni/spec';
import { evenNumbers } from '../axes/number-text.js';
import type { HeatMap } from '../heat-map/heat-map.js';
import { heatMapsSvg } from '../heat-map/heat-maps-svg.js';
import type { ReportSection, ReportTable } from '../report/report-section.js';
import { cosineScale } from './cosine-scale.js';
import { gradientTrajectoriesSvg } from './gradient-trajectories-svg.js';
import {
  blocksIn,
  comparison,
  gradientOf,
  meanOf,
  type TaskPair,
  tasksIn,
  weightOf,
  weightShare,
} from './task-gradients.js';

/** Options of {@link gradientSections}. */
export interface GradientSectionsOptions {
  /** Names of the tasks, the main task first. Default: in order of their appearance. */
  readonly tasks?: readonly string[];
  /** Default: `Balance of the tasks`. */
  readonly heading?: string;
}

/** Of more tasks, only the pairs with the main task are shown. */
const mostTasksInPairs = 6;

/** Columns of a map of steps; of more steps, neighbours are averaged. */
const mostColumns = 20;

/**
 * The chapter of a report that says how the tasks of a run shared its updates: weights beside effective shares of the
 * gradient, and where the gradients of tasks were in conflict, by layer and by step.
 *
 * @param measured `gradients` of a training history, or one report, such as `learner.inspect()` gives
 *
 * @example
 * ```ts
 * import type { TrainingHistory } from '@tomoni/spec';
 * import { gradientSections, learningCurvesSvg, report } from '@tomoni/visualization';
 *
 * export function page(history: TrainingHistory): string {
 *   return report({
 *     title: 'Spam, and two tasks beside it',
 *     sections: [
 *       { kind: 'heading', text: 'Learning curves' },
 *       { kind: 'figure', svg: learningCurvesSvg([{ name: 'multi-task', history }]) },
 *       ...gradientSections(history.gradients ?? [], { tasks: history.tasks }),
 *     ],
 *   });
 * }
 * ```
 */
export function gradientSections(
  measured: GradientReport | readonly GradientRecord[],
  options: GradientSectionsOptions = {},
): ReportSection[] {
  const records = 'blocks' in measured ? [] : measured;
  const reports = 'blocks' in measured ? [measured] : measured;
  const { tasks = tasksIn(reports), heading = 'Balance of the tasks' } = options;
  const head: ReportSection = { kind: 'heading', text: heading };
  if (reports.length === 0)
    return [
      head,
      {
        kind: 'prose',
        text: 'The gradients of the tasks were not compared. `fit` does so with `gradients: { everySteps: 100 }`.',
      },
    ];
  return [
    head,
    { kind: 'prose', text: introduction(records) },
    { kind: 'table', table: shareTable(reports, tasks) },
    ...(records.length < 2
      ? []
      : [
          {
            kind: 'figure' as const,
            svg: gradientTrajectoriesSvg(records, { tasks }),
            caption:
              'The share of the gradient is what a weight makes of the size of its gradient, w‖g‖ over the sum, in all shared parameters.',
          },
        ]),
    ...(tasks.length < 2 ? [] : conflictSections(reports, records, tasks)),
  ];
}

function introduction(records: readonly GradientRecord[]): string {
  const [first, last] = [records[0], records.at(-1)];
  const where =
    first === undefined || last === undefined
      ? 'before a step was done'
      : first === last
        ? `in step ${first.step}`
        : `in ${records.length} steps from ${first.step} to ${last.step}`;
  return `How the gradients of the tasks meet in the parameters that they share, measured ${where}. A weight multiplies a loss, and the update moves by weight times gradient: weights of 6 to 4 are not gradients of 6 to 4.`;
}

function shareTable(reports: readonly GradientReport[], tasks: readonly string[]): ReportTable {
  const means = (read: (report: GradientReport, task: string) => number | undefined) =>
    tasks.map((task) => meanOf(reports.map((report) => read(report, task))));
  const percent = (share: number) => (Number.isFinite(share) ? `${(100 * share).toFixed(1)} %` : '–');
  const columns = [
    { name: 'Weight', values: means(weightOf) },
    { name: 'Share of the weights', values: means(weightShare), format: percent },
    {
      name: 'Size of the gradient',
      values: means((report, task) => gradientOf(report, 'norms', task)),
    },
    {
      name: 'Share of the gradient',
      values: means((report, task) => gradientOf(report, 'shares', task)),
      format: percent,
    },
  ].filter(({ values }) => values.some(Number.isFinite));
  const formats = columns.map(({ values, format }) => format ?? evenNumbers(values));
  return {
    caption:
      reports.length === 1
        ? 'Weights and effective shares'
        : 'Weights and effective shares, means over the steps',
    columns: [
      { name: 'Task', align: 'left' },
      ...columns.map(({ name }) => ({ name, align: 'right' as const })),
    ],
    rows: tasks.map((task, row) => [
      { text: task },
      ...columns.map(({ values }, k) => ({ text: formats[k]?.(values[row] as number) ?? '' })),
    ]),
    notes: reports.some(({ weights }) => weights?.some(Number.isNaN))
      ? ['The weighting gives an update and no weights, so that tasks have no shares of it.']
      : reports.some(({ weights }) => weights === undefined)
        ? ['Shares are those of equal weights, as no step was done.']
        : [],
  };
}

function conflictSections(
  reports: readonly GradientReport[],
  records: readonly GradientRecord[],
  tasks: readonly string[],
): ReportSection[] {
  const [main = '', ...others] = tasks;
  const withMain = others.map((task): TaskPair => [main, task]);
  const pairs =
    tasks.length > mostTasksInPairs
      ? withMain
      : tasks.flatMap((first, i) => tasks.slice(i + 1).map((second): TaskPair => [first, second]));
  return [
    { kind: 'heading', level: 'part', text: 'Where they are in conflict' },
    {
      kind: 'prose',
      text: 'Where the cosine of two gradients is below 0, a step along one of them raises the loss of the other. Where their sizes differ, the larger one decides where the step goes: their likeness is 1 where they are equal (Yu et al., "Gradient Surgery for Multi-Task Learning", 2020).',
    },
    ...mapsByLayer(reports, pairs).map(({ title, maps }) => ({
      kind: 'figure' as const,
      svg: heatMapsSvg(maps, { title }),
    })),
    ...(records.length < 2
      ? []
      : [
          {
            kind: 'figure' as const,
            svg: heatMapsSvg(
              withMain.map((pair) => mapBySteps(records, pair)),
              { title: `Cosine to ${main} by step and layer` },
            ),
            ...(records.length > mostColumns && {
              caption: `Each column is the mean of ${binSize(records)} steps, from the one that it is named by.`,
            }),
          },
        ]),
  ];
}

/** Means over all steps: pairs of tasks × layers. */
function mapsByLayer(
  reports: readonly GradientReport[],
  pairs: readonly TaskPair[],
): { readonly title: string; readonly maps: readonly HeatMap[] }[] {
  const blocks = blocksIn(reports);
  const shared = {
    rows: pairs.map((pair) => pair.join(' – ')),
    columns: blocks.map(layerName),
    columnName: 'layer',
  };
  const means = (read: (report: GradientReport, block: string, pair: TaskPair) => number) =>
    pairs.map((pair) => blocks.map((block) => meanOf(reports.map((report) => read(report, block, pair)))));
  const cosine = (report: GradientReport, block: string, pair: TaskPair) =>
    comparison(report, 'cosines', block, pair);
  const cosines = { title: 'Cosine of gradients by layer', ...shared, values: means(cosine), ...cosineScale };
  const sizes = {
    title: 'Likeness of sizes',
    ...shared,
    values: means((report, block, pair) => comparison(report, 'magnitudes', block, pair)),
    domain: [0, 1] as const,
    format: (likeness: number) => likeness.toFixed(2),
  };
  const conflicts = {
    title: 'Steps in conflict, in percent',
    ...shared,
    values: means((report, block, pair) => inPercent(cosine(report, block, pair))),
    domain: [0, 100] as const,
    format: (percent: number) => percent.toFixed(0),
  };
  return [
    { title: cosines.title, maps: [cosines] },
    reports.length < 2
      ? { title: sizes.title, maps: [sizes] }
      : { title: 'How often in conflict, and how alike in size', maps: [conflicts, sizes] },
  ];
}

/** 100 for a conflict, 0 for none; `NaN` where nothing is known. */
function inPercent(cosine: number): number {
  return Number.isNaN(cosine) ? cosine : cosine < 0 ? 100 : 0;
}

/** The cosine of one pair: layers × steps. */
function mapBySteps(records: readonly GradientRecord[], pair: TaskPair): HeatMap {
  const size = binSize(records);
  const bins = Array.from({ length: Math.ceil(records.length / size) }, (_, i) =>
    records.slice(i * size, (i + 1) * size),
  );
  const blocks = blocksIn(records);
  return {
    title: pair[1],
    rows: blocks.map(layerName),
    columns: bins.map(([first]) => String(first?.step)),
    values: blocks.map((block) =>
      bins.map((bin) => meanOf(bin.map((record) => comparison(record, 'cosines', block, pair)))),
    ),
    rowName: 'layer',
    columnName: 'step',
    ...cosineScale,
  };
}

function binSize(records: readonly GradientRecord[]): number {
  return Math.ceil(records.length / mostColumns);
}

function layerName(block: string): string {
  return block.replace(/^layer /, '');
}
