import { TomoniError } from '@tomoni/spec';
import {
  type EquivalenceResult,
  equivalenceTest,
  holm,
  type TestResult,
  welchTest,
} from '@tomoni/statistics';
import type { ScoredRun } from '../runs/scored-runs.js';
import { checkedSubsets, invalid, type SubsetScores, subsetKey } from './subset-scores.js';

/** Runs of a model with an auxiliary task that cannot help: random labels, or true ones in random order. */
export interface ControlScores {
  /** Such as `noise` or `shuffled appeal`. */
  readonly control: string;
  /** Number of its auxiliary tasks. Default: 1. */
  readonly size?: number;
  /** One per run. */
  readonly scores: readonly number[];
}

/**
 * Puts the runs of each control together: trials of {@link auxiliarySubsets} whose parameters name a `control`.
 *
 * @example
 * ```ts
 * import { controlScores, type ScoredRun } from '@tomoni/studies';
 *
 * const runs: ScoredRun[] = [
 *   { id: '1', arm: 'noise × 1', seed: 1, parameters: { auxiliary: ['appeal'], control: 'noise' }, score: 0.71 },
 * ];
 * console.log(controlScores(runs)); // [{ control: 'noise × 1', size: 1, scores: [0.71] }]
 * ```
 */
export function controlScores(runs: Iterable<ScoredRun>): ControlScores[] {
  const controls = new Map<string, { control: string; size: number; scores: number[] }>();
  for (const { arm, parameters, score } of runs) {
    const { auxiliary, control } = parameters;
    if (control === undefined || !Array.isArray(auxiliary)) continue;
    const own = controls.get(arm) ?? { control: arm, size: auxiliary.length, scores: [] };
    own.scores.push(score);
    controls.set(arm, own);
  }
  return [...controls.values()];
}

/** Options of {@link compareControls}. */
export interface ControlOptions {
  /** The tasks that are held against the controls. Default: all. */
  readonly tasks?: readonly string[];
  /** Runs with the task alone, against controls of size 1; or all runs that have it among others, against all controls. Default: `alone`. */
  readonly runs?: 'alone' | 'among others';
  /** Default: Welch's. */
  readonly test?: (task: readonly number[], control: readonly number[]) => TestResult;
  /** The largest difference that does not matter: adds a test whether task and control are equivalent. */
  readonly margin?: number;
}

/** A task beside a control. */
export interface ControlComparison {
  readonly task: string;
  readonly control: string;
  /** Task less control; `undefined` where one of both has a single run. */
  readonly test: TestResult | undefined;
  /** Holm's, over all pairs tested; `undefined` without a test. */
  readonly adjustedPValue: number | undefined;
  readonly equivalence: EquivalenceResult | undefined;
}

/**
 * Tests tasks against controls of the same size: a task that does no better than noise may only have smoothed the training.
 *
 * That a task differs from no control is not yet that it equals one: give a `margin` to test that too.
 *
 * @throws TomoniError `invalid-argument` for a task without runs; `invalid-data` where scores are missing or not finite
 *
 * @example
 * ```ts
 * import { compareControls } from '@tomoni/studies';
 *
 * const [comparison] = compareControls(
 *   [{ control: 'noise', scores: [0.71, 0.7, 0.712] }],
 *   [{ tasks: ['appeal'], scores: [0.69, 0.68, 0.688] }],
 * );
 * console.log(comparison?.test?.description);
 * ```
 */
export function compareControls(
  controls: readonly ControlScores[],
  subsets: readonly SubsetScores[],
  options: ControlOptions = {},
): ControlComparison[] {
  const all = checkedSubsets(subsets);
  const { tasks = all, runs = 'alone', margin } = options;
  const test = options.test ?? ((task, control) => welchTest(task, control));
  const matched = controls.filter(({ size = 1 }) => runs === 'among others' || size === 1);
  const pairs = tasks.flatMap((task) => {
    const scores = scoresOf(task, subsets, runs);
    return matched.map((control) => {
      if (control.scores.length === 0)
        throw invalid(
          `The control '${control.control}' has no run.`,
          'Leave it out, or run its trials again.',
        );
      const testable = scores.length > 1 && control.scores.length > 1;
      return {
        task,
        control: control.control,
        test: testable ? test(scores, control.scores) : undefined,
        equivalence:
          testable && margin !== undefined ? equivalenceTest(scores, control.scores, { margin }) : undefined,
      };
    });
  });
  const adjusted = holm(pairs.map((pair) => pair.test?.pValue ?? Number.NaN));
  return pairs.map((pair, i) => ({ ...pair, adjustedPValue: pair.test && adjusted[i] }));
}

function scoresOf(task: string, subsets: readonly SubsetScores[], runs: 'alone' | 'among others') {
  const members = subsets.filter(({ tasks }) =>
    runs === 'alone' ? subsetKey(tasks) === subsetKey([task]) : tasks.includes(task),
  );
  if (members.length > 0) return members.flatMap(({ scores }) => scores);
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There is no run with '${task}'${runs === 'alone' ? ' alone' : ''}.`,
    where: { task },
    remedy: "Name tasks that were run, or compare all runs that have the task: { runs: 'among others' }.",
  });
}
