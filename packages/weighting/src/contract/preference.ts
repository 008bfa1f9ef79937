import { TomoniError, type WeightingContext } from '@tomoni/spec';
import { pick } from './situation.js';

/** A number of at least 0 for every task, by name, that says how much it counts; only ratios matter. */
export type Preference<Names extends string> = Readonly<Record<Names, number>>;

/** A number for every task by name, in the order of the tasks. */
export function numbersByTask(
  { tasks }: WeightingContext,
  option: string,
  numbers: Readonly<Record<string, number>>,
): Float64Array {
  const names = Array.isArray(numbers) ? [] : Object.keys(numbers);
  const unknown = names.filter((name) => !tasks.includes(name));
  const missing = tasks.filter((task) => !names.includes(task));
  if (unknown.length > 0 || missing.length > 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The option '${option}' names ${quoted(names)}, but the tasks are ${quoted(tasks)}.`,
      remedy: 'Give one number for every task by its name.',
    });
  return Float64Array.from(tasks, (task) => {
    const value = numbers[task] as number;
    if (!Number.isFinite(value))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The option '${option}' gives the task the number ${value}.`,
        where: { task },
        remedy: 'Give a finite number.',
      });
    return value;
  });
}

/**
 * The preference among present tasks, of sum 1; uniform where none was given, 0 where no present task is preferred.
 *
 * @throws TomoniError `invalid-argument` where a task has no number, an unknown one has, one is negative, or all are 0
 */
export function preferenceAmong(
  context: WeightingContext,
  preference: Preference<string> | undefined,
): (tasks: readonly number[]) => Float64Array {
  if (preference === undefined) return (tasks) => new Float64Array(tasks.length).fill(1 / tasks.length);
  const all = numbersByTask(context, 'preference', preference);
  const sum = all.reduce((a, b) => a + b, 0);
  if (all.some((value) => value < 0) || sum === 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The option 'preference' is ${all.join(', ')}.`,
      remedy: 'Give numbers of at least 0, of which one is greater.',
    });
  return (tasks) => {
    const present = pick(all, tasks);
    const sum = present.reduce((a, b) => a + b, 0);
    return sum === 0 ? present : present.map((value) => value / sum);
  };
}

/** The end of a description that tells the preference, where there is one. */
export function describePreference(preference: Preference<string> | undefined): string {
  if (preference === undefined) return '';
  return `, preferring ${Object.entries(preference)
    .map(([task, value]) => `${task} ${value}`)
    .join(', ')}`;
}

function quoted(names: readonly string[]): string {
  return names.length === 0 ? 'none' : names.map((name) => `'${name}'`).join(', ');
}
