import type { Gramian, GramianWeighting, LossWeighting, Step } from '@tomoni/spec';
import { type SquareMatrix, submatrix } from '../linear-algebra/square-matrix.js';

/** A step as a rule sees it: the tasks that are there, as if there were no others. */
export interface Situation {
  /** Places of the present tasks among all tasks. */
  readonly tasks: readonly number[];
  /** Their losses. */
  readonly losses: Float64Array;
  readonly step: Step;
}

/** The present tasks of a step. */
export function situationOf(step: Step, losses: Float64Array = step.losses): Situation {
  const tasks = step.present.flatMap((present, task) => (present ? [task] : []));
  return { tasks, losses: pick(losses, tasks), step };
}

/** The entries of the given tasks. */
export function pick(values: ArrayLike<number>, tasks: readonly number[]): Float64Array {
  return Float64Array.from(tasks, (task) => values[task] as number);
}

/** The given entries at the places of the given tasks, 0 at the others. */
export function spread(values: ArrayLike<number>, tasks: readonly number[], size: number): Float64Array {
  const spread = new Float64Array(size);
  for (const [i, task] of tasks.entries()) spread[task] = values[i] as number;
  return spread;
}

/** The list with other entries for the given tasks. */
export function replaced<T>(
  list: readonly T[],
  tasks: readonly number[],
  entry: (index: number, task: number) => T,
): T[] {
  const copy = [...list];
  for (const [index, task] of tasks.entries()) copy[task] = entry(index, task);
  return copy;
}

/** Weighs the present tasks by a rule; `NaN` where one of their losses is not a finite number. */
export function weighLosses(rule: (situation: Situation) => ArrayLike<number>): LossWeighting['weigh'] {
  return (losses, step) => {
    const situation = situationOf(step, losses);
    return weighed(situation, () => rule(situation));
  };
}

/** Weighs the present tasks by a rule; `NaN` where an inner product or a loss of theirs is not a finite number. */
export function weighGramian(
  rule: (gramian: SquareMatrix, situation: Situation, block: string) => ArrayLike<number>,
): GramianWeighting['weigh'] {
  return (gramian: Gramian, step: Step) => {
    const situation = situationOf(step);
    const reduced = submatrix(gramian, situation.tasks);
    return weighed(situation, () =>
      reduced.values.every(Number.isFinite)
        ? rule(reduced, situation, gramian.block ?? '')
        : situation.tasks.map(() => Number.NaN),
    );
  };
}

function weighed({ tasks, losses, step }: Situation, rule: () => ArrayLike<number>): Float64Array {
  if (tasks.length === 0) return new Float64Array(step.present.length);
  const weights = losses.every(Number.isFinite) ? rule() : tasks.map(() => Number.NaN);
  return spread(weights, tasks, step.present.length);
}
