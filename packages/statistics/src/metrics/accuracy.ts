import { sum } from '../numeric/sum.js';
import { margins } from './margins.js';

/**
 * The fraction of a confusion matrix on its diagonal; `NaN` for an empty one.
 *
 * @param matrix `[classes, classes]`, rows actual, columns predicted
 * @throws TomoniError `invalid-argument` where the matrix is not square
 *
 * @example
 * ```ts
 * import { accuracy } from '@tomoni/statistics';
 *
 * console.log(accuracy([[1, 1], [0, 2]])); // 0.75
 * ```
 */
export function accuracy(matrix: readonly ArrayLike<number>[]): number {
  const { correct, total } = margins(matrix);
  return sum(correct.length, (k) => correct[k] as number) / total;
}
