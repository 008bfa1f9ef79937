import { requireKnownOptions, TomoniError, type TrialSpec } from '@tomoni/spec';
import { trial } from '../trials/trial.js';
import { type Repetitions, repetitionsOf } from './repetitions.js';
import { requireTasks, subsetArm } from './subset-arm.js';

/** What tells whether an auxiliary task helps by what it says, or by being there: tasks of random numbers, or tasks whose labels were dealt out anew. */
export type SubsetControl = 'noise' | 'shuffled-labels';

/** Parameters of a trial on a subset of auxiliary tasks. */
export type SubsetParameters<Task extends string = string> = {
  /** The auxiliary tasks, in the order in which they were named. */
  readonly auxiliary: readonly Task[];
  /** Set where the labels of these tasks are to be replaced. */
  readonly control?: SubsetControl;
};

/** Options of {@link auxiliarySubsets}. */
export interface AuxiliarySubsetOptions extends Repetitions {
  /** Numbers of auxiliary tasks. Default: all, from 0 on; 0 is the single-task model. */
  readonly sizes?: readonly number[];
  /** Controls of the same sizes, as arms of their own: their tasks are those of a subset of that size, another one for each seed. Default: none. */
  readonly controls?: readonly SubsetControl[];
}

/**
 * A trial for every subset of the auxiliary tasks, and for every seed: 2ⁿ arms, the first of them `single-task`.
 *
 * @throws TomoniError `invalid-argument` where a task is named twice, there are more than 16, or a size is impossible
 *
 * @example
 * ```ts
 * import { auxiliarySubsets } from '@tomoni/studies';
 *
 * const trials = auxiliarySubsets(['appeal', 'price'], { seeds: 10, controls: ['noise'] });
 * console.log(trials.length); // (4 + 2) × 10
 * console.log([...new Set(trials.map(({ arm }) => arm))]);
 * // ['single-task', 'appeal', 'price', 'appeal+price', 'noise × 1', 'noise × 2']
 * ```
 */
export function auxiliarySubsets<const Task extends string>(
  tasks: readonly Task[],
  options: AuxiliarySubsetOptions = {},
): TrialSpec<SubsetParameters<Task>>[] {
  requireKnownOptions('auxiliarySubsets()', options, ['sizes', 'controls', 'seeds', 'folds']);
  const { sizes = Array.from({ length: tasks.length + 1 }, (_, size) => size), controls = [] } = options;
  requireTasks(tasks);
  requireFew(tasks);
  requireSizes(sizes, tasks.length);
  const repetitions = repetitionsOf(options);
  const subsets = subsetsOf(tasks);
  const ofSize = (size: number) => subsets.filter((subset) => subset.length === size);
  const sorted = [...new Set(sizes)].sort((a, b) => a - b);
  return [
    ...sorted
      .flatMap(ofSize)
      .flatMap((auxiliary) =>
        repetitions.map((repetition) =>
          trial({ arm: subsetArm(auxiliary), ...repetition, parameters: { auxiliary } }),
        ),
      ),
    ...controls.flatMap((control) =>
      sorted
        .filter((size) => size > 0)
        .flatMap((size) =>
          repetitions.map((repetition, i) => {
            const matched = ofSize(size);
            const auxiliary = matched[i % matched.length] as readonly Task[];
            const parameters: SubsetParameters<Task> = { auxiliary, control };
            return trial({ arm: `${control} × ${size}`, ...repetition, parameters });
          }),
        ),
    ),
  ];
}

/** All subsets, each in the order of the tasks. */
function subsetsOf<Task>(tasks: readonly Task[]): (readonly Task[])[] {
  return Array.from({ length: 2 ** tasks.length }, (_, bits) => tasks.filter((_, i) => (bits >> i) & 1));
}

const mostTasks = 16;

function requireFew(tasks: readonly string[]): void {
  if (tasks.length <= mostTasks) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `${tasks.length} tasks have ${2 ** tasks.length} subsets, which are too many to list.`,
    remedy: `Give at most ${mostTasks} tasks, or try them step by step with forwardSelection().`,
  });
}

function requireSizes(sizes: readonly number[], most: number): void {
  const wrong = sizes.find((size) => !Number.isInteger(size) || size < 0 || size > most);
  if (wrong === undefined) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There are no subsets of ${wrong} of ${most} tasks.`,
    remedy: `Give sizes from 0 to ${most}.`,
  });
}
