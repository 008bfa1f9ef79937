import { sum } from '../numeric/sum.js';
import { margins } from './margins.js';

/**
 * Matthews' correlation coefficient in [−1, 1] for two or more classes; 0 where only one class is actual or predicted.
 *
 * Source: Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
 *
 * @param matrix `[classes, classes]`, rows actual, columns predicted
 * @throws TomoniError `invalid-argument` where the matrix is not square
 *
 * @example
 * ```ts
 * import { matthewsCorrelation } from '@tomoni/statistics';
 *
 * console.log(matthewsCorrelation([[1, 1], [0, 2]])); // 0.5773502691896258
 * ```
 */
export function matthewsCorrelation(matrix: readonly ArrayLike<number>[]): number {
  const { actual, predicted, correct, total } = margins(matrix);
  const classes = correct.length;
  const product = (a: readonly number[], b: readonly number[]) =>
    sum(classes, (k) => (a[k] as number) * (b[k] as number));
  const covariance = total * sum(classes, (k) => correct[k] as number) - product(actual, predicted);
  const scale =
    Math.sqrt(total ** 2 - product(actual, actual)) * Math.sqrt(total ** 2 - product(predicted, predicted));
  return scale === 0 ? 0 : covariance / scale;
}
