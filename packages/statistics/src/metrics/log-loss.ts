import { sum } from '../numeric/sum.js';
import { requireClassProbabilities } from './class-probabilities.js';

/**
 * The mean negative logarithm (nats) of the probability given to the true class; `NaN` for empty lists.
 *
 * Probabilities are kept 2⁻⁵² away from 0 and 1, as in scikit-learn, so that one certain mistake is not infinite.
 *
 * @param actual index of the true class of each row
 * @param probabilities `[rows, classes]`
 * @throws TomoniError `invalid-argument` where lengths differ or an index is not one of a class
 *
 * @example
 * ```ts
 * import { logLoss } from '@tomoni/statistics';
 *
 * console.log(logLoss([0, 1], [[0.5, 0.5], [0.5, 0.5]])); // 0.6931471805599453
 * ```
 */
export function logLoss(actual: ArrayLike<number>, probabilities: readonly ArrayLike<number>[]): number {
  requireClassProbabilities(actual, probabilities);
  const n = actual.length;
  const logarithms = sum(n, (i) => {
    const probability = (probabilities[i] as ArrayLike<number>)[actual[i] as number] as number;
    return Math.log(Math.min(Math.max(probability, Number.EPSILON), 1 - Number.EPSILON));
  });
  return -logarithms / n;
}
