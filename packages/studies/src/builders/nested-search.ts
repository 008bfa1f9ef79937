import { createRng, requireKnownOptions, TomoniError, type TrialSpec } from '@tomoni/spec';
import { mean } from '@tomoni/statistics';
import { trial } from '../trials/trial.js';
import type { AdaptiveTrials } from '../trials/trial-source.js';
import { combinations, type GridAxes, type GridParameters } from './grid.js';
import { type Repetition, type Repetitions, repetitionsOf } from './repetitions.js';
import { requireTasks } from './subset-arm.js';

/** Parameters of a trial of a nested search. */
export type SearchParameters<Arm extends string, Axes extends GridAxes> = {
  readonly arm: Arm;
  /** The hyper-parameters. */
  readonly chosen: GridParameters<Axes>;
  /** Set while hyper-parameters are searched for: the fold, counted from 0, into which the training part is split once more, so that what is compared later has no part in the search. */
  readonly innerFold?: number;
};

/** Options of {@link nestedSearch}. */
export interface NestedSearchOptions extends Repetitions {
  /** Choices of hyper-parameters that every arm may try; the same ones for all arms. Default: every combination. */
  readonly budget?: number;
  /** Inner folds on which each choice is tried. Default 1. */
  readonly innerFolds?: number;
  /** Which choices are drawn where the budget does not cover all. Default 1. */
  readonly searchSeed?: number;
}

/**
 * Searches hyper-parameters for every arm with the same budget, within each outer fold, and then runs every arm with what was
 * best for it: no arm wins because more was tried for it, and no score is reported that was searched on.
 *
 * The trials of the search are preparations; they are run with the first seed, and judged by their planned score on the part
 * that selects.
 *
 * Source: Cawley & Talbot, "On over-fitting in model selection and subsequent selection bias in performance evaluation",
 * JMLR 2010; Dodge et al., "Show your work", EMNLP 2019.
 *
 * @throws TomoniError `invalid-argument` where an arm is named twice, a parameter has no values, or the budget is not a number from 1 on
 *
 * @example
 * ```ts
 * import { nestedSearch } from '@tomoni/studies';
 *
 * const trials = nestedSearch(
 *   ['single-task', 'multi-task'],
 *   { learningRate: [1e-5, 2e-5, 5e-5, 1e-4], dropout: [0, 0.1, 0.3] },
 *   { budget: 6, innerFolds: 3, folds: 5, seeds: 2 },
 * );
 * const { value: search } = trials({ better: 'higher' }).next([]);
 * console.log(search?.length); // 2 arms × 5 folds × 6 choices × 3 inner folds
 * ```
 */
export function nestedSearch<const Arm extends string, const Axes extends GridAxes>(
  arms: readonly Arm[],
  axes: Axes,
  options: NestedSearchOptions = {},
): AdaptiveTrials<SearchParameters<Arm, Axes>> {
  requireKnownOptions('nestedSearch()', options, ['budget', 'innerFolds', 'searchSeed', 'seeds', 'folds']);
  type Parameters = SearchParameters<Arm, Axes>;
  const { innerFolds = 1, searchSeed = 1 } = options;
  requireTasks(arms);
  requireCount('inner folds', innerFolds);
  const choices = drawChoices(combinations(axes) as GridParameters<Axes>[], options.budget, searchSeed);
  const outer = outerFolds(options);
  const search = (arm: Arm, repetition: Repetition): TrialSpec<Parameters>[] =>
    choices.flatMap((chosen) =>
      Array.from({ length: innerFolds }, (_, innerFold) =>
        trial<Parameters>({
          arm: `search for ${arm}`,
          ...repetition,
          parameters: { arm, chosen, innerFold },
          preparation: true,
        }),
      ),
    );
  return function* ({ better }) {
    const cells = outer.flatMap(({ searched, runs }) => arms.map((arm) => ({ arm, searched, runs })));
    const scores = yield cells.flatMap(({ arm, searched }) => search(arm, searched));
    const perCell = choices.length * innerFolds;
    yield cells.flatMap(({ arm, runs }, cell) => {
      const values = scores.slice(cell * perCell, (cell + 1) * perCell).map(({ value }) => value);
      const best = bestChoice(values, innerFolds, better);
      const chosen = best === undefined ? undefined : choices[best];
      if (chosen === undefined) return [];
      return runs.map((repetition) => trial<Parameters>({ arm, ...repetition, parameters: { arm, chosen } }));
    });
  };
}

/** The outer folds: in each, the run that is searched with, and the runs with what was found. */
function outerFolds(options: Repetitions): { readonly searched: Repetition; readonly runs: Repetition[] }[] {
  const folds = new Map<number | undefined, Repetition[]>();
  for (const repetition of repetitionsOf(options))
    folds.set(repetition.fold, [...(folds.get(repetition.fold) ?? []), repetition]);
  return Array.from(folds.values(), (runs) => ({ searched: runs[0] as Repetition, runs }));
}

/** The choice with the best mean over the inner folds; one that failed in any of them is left out. `undefined` where all did. */
function bestChoice(
  values: readonly (number | undefined)[],
  innerFolds: number,
  better: 'higher' | 'lower',
): number | undefined {
  let best: { readonly index: number; readonly goodness: number } | undefined;
  for (let index = 0; index * innerFolds < values.length; index++) {
    const own = values.slice(index * innerFolds, (index + 1) * innerFolds);
    const scored = own.filter((value) => value !== undefined);
    if (scored.length < innerFolds) continue;
    const goodness = (better === 'higher' ? 1 : -1) * mean(scored);
    if (best === undefined || goodness > best.goodness) best = { index, goodness };
  }
  return best?.index;
}

function drawChoices<Choice>(all: readonly Choice[], budget: number | undefined, seed: number): Choice[] {
  if (budget === undefined) return [...all];
  requireCount('choices', budget);
  if (budget >= all.length) return [...all];
  const order = createRng(seed).fork('choices of hyper-parameters').permutation(all.length);
  return Array.from(order.slice(0, budget), (index) => all[index] as Choice);
}

function requireCount(what: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The number of ${what} is ${value}.`,
    remedy: 'Give a whole number from 1 on.',
  });
}
