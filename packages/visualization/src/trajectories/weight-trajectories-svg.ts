import { numberText } from '../axes/number-text.js';
import { drawPanel } from '../learning-curves/panel.js';
import { belowTitle, figure } from '../markup/figure.js';

/** How the weights of tasks went during a run. */
export interface WeightTrajectories {
  /** Updates done, ascending. */
  readonly steps: readonly number[];
  /** Names of the tasks. */
  readonly tasks: readonly string[];
  /** By task, one weight per step; `null` or `NaN` where the task had none. */
  readonly weights: readonly (readonly (number | null)[])[];
}

/** Options of {@link weightTrajectoriesSvg}. */
export interface WeightTrajectoriesOptions {
  /** Default: `Task weights`. */
  readonly title?: string;
  /** What the lines are, in place of weights: such as `loss scale`. Default: `weight`. */
  readonly quantity?: string;
  /** Of the values; `auto` is logarithmic where all are positive and the greatest is more than 100 times the least. Default: `auto`. */
  readonly scale?: 'auto' | 'linear' | 'log';
  /** In pixels, at least 320. Default: 720. */
  readonly width?: number;
  /** Of the chart without title, in pixels, at least 140. Default: 280. */
  readonly height?: number;
}

const side = 12;

/**
 * Draws the weights of tasks over the steps of a run as an SVG document: a line per task with its name at the end;
 * missing weights leave gaps.
 *
 * @example
 * ```ts
 * import { weightTrajectoriesSvg } from '@tomoni/visualization';
 *
 * const svg = weightTrajectoriesSvg({
 *   steps: [1, 2, 3],
 *   tasks: ['interest', 'pos'],
 *   weights: [
 *     [1, 1.1, 1.2],
 *     [1, 0.9, 0.8],
 *   ],
 * });
 * console.log(svg.length);
 * ```
 */
export function weightTrajectoriesSvg(
  { steps, tasks, weights }: WeightTrajectories,
  options: WeightTrajectoriesOptions = {},
): string {
  const { title = 'Task weights', quantity = 'weight', scale = 'auto' } = options;
  const width = Math.max(320, options.width ?? 720);
  const height = Math.max(140, options.height ?? 280);
  const curves = tasks.map((task, series) => ({
    series,
    dash: undefined,
    name: task,
    label: task,
    points: steps.map((x, i) => ({ x, y: weights[series]?.[i] ?? Number.NaN })),
  }));
  const described = curves.map(({ name, points }) => {
    const finite = points.filter(({ y }) => Number.isFinite(y));
    const [first, last] = [finite[0], finite.at(-1)];
    return first === undefined || last === undefined
      ? `${name}: no ${quantity}.`
      : `${name}: ${numberText(first.y)} at step ${first.x}, ${numberText(last.y)} at step ${last.x}.`;
  });
  return figure(
    { width, height: belowTitle + height + side, title, description: described.join(' ') },
    drawPanel(
      { title: quantity, note: undefined, curves, best: [] },
      {
        left: side,
        top: belowTitle,
        width: width - 2 * side,
        height,
        scale,
        progress: steps,
        progressName: 'steps',
      },
    ),
  );
}
