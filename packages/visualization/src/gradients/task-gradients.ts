import type { GradientReport } from '@tomoni/spec';
import { mean } from 'd3-array';

/** Two tasks whose gradients are compared. */
export type TaskPair = readonly [string, string];

/** The names of the tasks in order of their appearance. */
export function tasksIn(reports: readonly GradientReport[]): string[] {
  return [...new Set(reports.flatMap(({ tasks }) => tasks))];
}

/** The names of the blocks of parameters in order of their appearance; a single layer stands for all. */
export function blocksIn(reports: readonly GradientReport[]): string[] {
  const names = [...new Set(reports.flatMap(({ blocks }) => blocks.map(({ name }) => name)))];
  return names.length === 2 ? names.filter((name) => name !== 'all') : names;
}

/** How the gradients of two tasks compare in a block; `NaN` where one of them was absent. */
export function comparison(
  { tasks, blocks }: GradientReport,
  matrix: 'cosines' | 'magnitudes',
  block: string,
  [first, second]: TaskPair,
): number {
  const [i, j] = [tasks.indexOf(first), tasks.indexOf(second)];
  return blocks.find(({ name }) => name === block)?.[matrix][i]?.[j] ?? Number.NaN;
}

/** The weight of a task; `undefined` where it was absent or no step was done. */
export function weightOf({ tasks, weights }: GradientReport, task: string): number | undefined {
  return weights?.[tasks.indexOf(task)];
}

/** What a task's weight is of all weights together, signs aside. */
export function weightShare(report: GradientReport, task: string): number | undefined {
  const weight = weightOf(report, task);
  const together = (report.weights ?? []).reduce((sum, each) => sum + Math.abs(each), 0);
  return weight === undefined ? undefined : together === 0 ? 0 : Math.abs(weight) / together;
}

/** A task's share of the gradient of all shared parameters, or its norm there; `undefined` where it was absent. */
export function gradientOf(
  { tasks, blocks }: GradientReport,
  list: 'shares' | 'norms',
  task: string,
): number | undefined {
  return blocks.find(({ name }) => name === 'all')?.[list][tasks.indexOf(task)];
}

/** The mean of what is known; `NaN` where nothing is. */
export function meanOf(values: Iterable<number | undefined>): number {
  return mean(values) ?? Number.NaN;
}
