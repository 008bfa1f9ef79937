import { sum } from '../numeric/sum.js';
import { requireClassProbabilities } from './class-probabilities.js';

/**
 * The mean squared distance between probabilities and what happened; `NaN` for empty lists.
 *
 * With two classes it is the squared distance of the probability of one of them, in [0, 1]; with more it is summed
 * over the classes, in [0, 2]. Both as in scikit-learn.
 *
 * Source: Brier, "Verification of forecasts expressed in terms of probability", 1950.
 *
 * @param actual index of the true class of each row
 * @param probabilities `[rows, classes]`
 * @throws TomoniError `invalid-argument` where lengths differ or an index is not one of a class
 *
 * @example
 * ```ts
 * import { brierScore } from '@tomoni/statistics';
 *
 * console.log(brierScore([1, 0], [[0.5, 0.5], [1, 0]])); // 0.125
 * ```
 */
export function brierScore(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  requireClassProbabilities(actual, probabilities);
  const classes = probabilities[0]?.length ?? 0;
  const distances = sum(actual.length, (i) => {
    const row = probabilities[i] as ArrayLike<number>;
    return sum(classes, (k) => ((row[k] as number) - (actual[i] === k ? 1 : 0)) ** 2);
  });
  return distances / actual.length / (classes === 2 ? 2 : 1);
}
