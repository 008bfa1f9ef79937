import { requireKnownOptions } from '@tomoni/spec';
import { mean } from '@tomoni/statistics';
import { trial } from '../trials/trial.js';
import type { AdaptiveTrials, RoundScore } from '../trials/trial-source.js';
import type { SubsetParameters } from './auxiliary-subsets.js';
import { type Repetitions, repetitionsOf } from './repetitions.js';
import { requireTasks, subsetArm } from './subset-arm.js';

/** Options of {@link forwardSelection}. */
export interface ForwardSelectionOptions extends Repetitions {
  /** Most auxiliary tasks. Default: all. */
  readonly most?: number;
  /** By how much the mean score has to get better for another task to be taken. Default 0. */
  readonly improvement?: number;
}

/**
 * Adds one auxiliary task at a time: the one with which the mean validation score is best, until none makes it better. At
 * most n(n + 1)/2 + 1 arms in place of the 2ⁿ of {@link auxiliarySubsets}, whose trials it shares.
 *
 * @throws TomoniError `invalid-argument` where a task is named twice
 *
 * @example
 * ```ts
 * import { forwardSelection } from '@tomoni/studies';
 *
 * const trials = forwardSelection(['appeal', 'price', 'topic'], { seeds: 5, most: 2 });
 * const { value: first } = trials({ better: 'lower' }).next([]);
 * console.log(first?.length); // the single-task model with five seeds
 * ```
 */
export function forwardSelection<const Task extends string>(
  tasks: readonly Task[],
  options: ForwardSelectionOptions = {},
): AdaptiveTrials<SubsetParameters<Task>> {
  requireKnownOptions('forwardSelection()', options, ['most', 'improvement', 'seeds', 'folds']);
  const { most = tasks.length, improvement = 0 } = options;
  requireTasks(tasks);
  const repetitions = repetitionsOf(options);
  const trialsOf = (auxiliary: readonly Task[]) =>
    repetitions.map((repetition) =>
      trial<SubsetParameters<Task>>({ arm: subsetArm(auxiliary), ...repetition, parameters: { auxiliary } }),
    );
  return function* ({ better }) {
    const sign = better === 'higher' ? 1 : -1;
    const goodness = (scores: readonly RoundScore[]) => sign * meanValue(scores);
    let chosen: readonly Task[] = [];
    let best = goodness(yield trialsOf(chosen));
    while (chosen.length < most) {
      const candidates = tasks
        .filter((task) => !chosen.includes(task))
        .map((task) => tasks.filter((other) => other === task || chosen.includes(other)));
      if (candidates.length === 0) return;
      const scores = yield candidates.flatMap(trialsOf);
      const rated = candidates.map((subset, i) => ({
        subset,
        goodness: goodness(scores.slice(i * repetitions.length, (i + 1) * repetitions.length)),
      }));
      const winner = rated.reduce((one, other) => (other.goodness > one.goodness ? other : one));
      if (!(winner.goodness > best + improvement)) return;
      chosen = winner.subset;
      best = winner.goodness;
    }
  };
}

/** The mean over trials that have a score; −∞ or ∞ would hide that there is none, `NaN` is never better. */
function meanValue(scores: readonly RoundScore[]): number {
  const values = scores.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return values.length === 0 ? Number.NaN : mean(values);
}
