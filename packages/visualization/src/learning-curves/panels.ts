import type { HistoryEntry, TrainingHistory } from '@tomoni/spec';
import type { Point } from '../series/point.js';

/** A training run to draw; runs of one name, such as several seeds, share colour and mark. */
export interface NamedHistory {
  readonly name: string;
  readonly history: TrainingHistory;
}

/** What the curves are drawn over. */
export type Progress = 'epoch' | 'step' | 'seconds';

/** One line of a panel. */
export interface Curve {
  /** Index of the run's name. */
  readonly series: number;
  /** What is told apart by the line itself: training from validation, or one task from another. */
  readonly dash: string | undefined;
  /** What the line is, for those who point at it or cannot see it. */
  readonly name: string;
  /** Written at the end of the line. */
  readonly label: string | undefined;
  readonly points: readonly Point[];
}

/** The value of a panel where a run was best. */
export interface Best extends Point {
  readonly series: number;
  /** Whether it is this value that was watched. */
  readonly watched: boolean;
}

/** One chart: curves over the same progress that share an axis. */
export interface Panel {
  readonly title: string;
  readonly note: string | undefined;
  readonly curves: readonly Curve[];
  readonly best: readonly Best[];
  /** Values that the axis spans at least. */
  readonly span?: readonly number[];
}

export const trainingDash = '4 3';
const taskDashes = [undefined, '7 3', '2 3', '9 3 2 3', '5 2', '1 2'] as const;

/** The names of the runs, each once, in order. */
export function seriesNames(histories: readonly NamedHistory[]): string[] {
  return [...new Set(histories.map(({ name }) => name))];
}

/** The charts of some runs: a loss per task, each score that was watched, and the weights; those without a value are left out. */
export function panelsOf(histories: readonly NamedHistory[], progress: Progress): Panel[] {
  const names = seriesNames(histories);
  const runs = histories.map(({ name, history }) => ({ name, history, series: names.indexOf(name) }));
  const tasks = [...new Set(histories.flatMap(({ history }) => history.tasks))];
  const watched = new Map(
    runs.map(({ history: { monitor } }) => [JSON.stringify([monitor.task, monitor.score]), monitor] as const),
  );

  const lossPanel = (task: string): Panel => ({
    title: `${task}: loss`,
    note: undefined,
    curves: runs.flatMap(({ name, history, series }) => [
      {
        series,
        dash: trainingDash,
        name: `${name}, training`,
        label: undefined,
        points: curve(history, progress, ({ train }) => train[task]),
      },
      {
        series,
        dash: undefined,
        name: `${name}, validation`,
        label: undefined,
        points: curve(history, progress, ({ validation }) => validation?.[task]?.loss),
      },
    ]),
    best: runs.flatMap(({ history, series }) => bestOf(history, series, progress, task, 'loss')),
  });

  const scorePanel = ({ task, score, better }: TrainingHistory['monitor']): Panel => ({
    title: `${task}: ${score}`,
    note: `${better} is better`,
    curves: runs.map(({ name, history, series }) => ({
      series,
      dash: undefined,
      name: `${name}, validation`,
      label: undefined,
      points: curve(history, progress, ({ validation }) => validation?.[task]?.[score]),
    })),
    best: runs.flatMap(({ history, series }) => bestOf(history, series, progress, task, score)),
  });

  const weights: Panel = {
    title: 'task weights',
    note: undefined,
    curves: runs.flatMap(({ name, history, series }) =>
      tasks.map((task, k) => ({
        series,
        dash: taskDashes[k % taskDashes.length],
        name: `${name}, ${task}`,
        label: task,
        points: curve(history, progress, (entry) => entry.weights[task]),
      })),
    ),
    best: [],
  };

  return [
    ...[...watched.values()].filter(({ score }) => score !== 'loss').map(scorePanel),
    ...tasks.map(lossPanel),
    weights,
  ]
    .map((panel) => ({ ...panel, curves: panel.curves.filter(({ points }) => points.length > 0) }))
    .filter(({ curves }) => curves.length > 0);
}

function curve(
  { entries }: TrainingHistory,
  progress: Progress,
  value: (entry: HistoryEntry) => number | undefined,
): Point[] {
  return entries.flatMap((entry) => {
    const y = value(entry);
    return y === undefined ? [] : [{ x: entry[progress], y }];
  });
}

function bestOf(
  { monitor, best, entries }: TrainingHistory,
  series: number,
  progress: Progress,
  task: string,
  score: string,
): Best[] {
  const entry = entries.find(({ step }) => step === best?.step);
  const watched = monitor.task === task && monitor.score === score;
  const y = watched ? best?.value : entry?.validation?.[task]?.[score];
  return entry === undefined || y === undefined ? [] : [{ series, x: entry[progress], y, watched }];
}
