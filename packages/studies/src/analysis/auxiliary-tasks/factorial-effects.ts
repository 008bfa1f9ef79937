import { type FactorialModel, type FactorialOptions, factorialModel } from '@tomoni/statistics';
import { checkedSubsets, type SubsetScores } from './subset-scores.js';

/** Options of {@link factorialEffects}. */
export interface FactorialEffectOptions extends Omit<FactorialOptions, 'factors'> {
  /** Leaves the single-task model out, which often lies far from all others. Default: false. */
  readonly withoutBaseline?: boolean;
}

/**
 * What each auxiliary task adds to the main score while the others are held, with intervals: a linear model on the runs of all subsets.
 *
 * Where subsets have a single score each, as from a printed table, the error is what the model leaves over between subsets.
 *
 * @throws TomoniError `invalid-data` where there are too few runs, effects cannot be told apart, or a subset stands twice, has no score, or one that is not finite
 *
 * @example
 * ```ts
 * import { factorialEffects } from '@tomoni/studies';
 *
 * const { effects } = factorialEffects([
 *   { tasks: [], scores: [0.87, 0.86] },
 *   { tasks: ['appeal'], scores: [0.73, 0.72] },
 *   { tasks: ['rarity'], scores: [0.71, 0.72] },
 *   { tasks: ['appeal', 'rarity'], scores: [0.69, 0.7] },
 * ]);
 * for (const { factors, estimate, interval } of effects) console.log(factors, estimate, interval);
 * ```
 */
export function factorialEffects(
  subsets: readonly SubsetScores[],
  options: FactorialEffectOptions = {},
): FactorialModel {
  const { withoutBaseline = false, ...rest } = options;
  const factors = checkedSubsets(subsets);
  const used = withoutBaseline ? subsets.filter(({ tasks }) => tasks.length > 0) : subsets;
  const design = used.flatMap(({ tasks, scores }) =>
    scores.map(() => factors.map((factor) => tasks.includes(factor))),
  );
  return factorialModel(
    design,
    used.flatMap(({ scores }) => scores),
    { ...rest, factors },
  );
}
