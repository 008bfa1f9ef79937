import { sum } from '../numeric/sum.js';
import { type LabelRows, labelCount } from './label-rows.js';

/**
 * The fraction of single label decisions that are wrong; `NaN` without rows.
 *
 * @param actual `[rows, labels]`, non-zero where a row has the label
 * @param predicted `[rows, labels]`, non-zero where the label was predicted
 * @throws TomoniError `invalid-argument` where the tables differ in size
 *
 * @example
 * ```ts
 * import { hammingLoss } from '@tomoni/statistics';
 *
 * console.log(hammingLoss([[1, 0], [0, 1]], [[1, 1], [0, 1]])); // 0.25
 * ```
 */
export function hammingLoss(actual: LabelRows, predicted: LabelRows): number {
  const labels = labelCount(actual, predicted);
  const wrong = sum(actual.length, (i) => {
    const truth = actual[i] as ArrayLike<number>;
    const guess = predicted[i] as ArrayLike<number>;
    return sum(labels, (k) => ((truth[k] === 0) === (guess[k] === 0) ? 0 : 1));
  });
  return wrong / (actual.length * labels);
}
