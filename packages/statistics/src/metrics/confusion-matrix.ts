import { TomoniError } from '@tomoni/spec';
import { requireEqualLengths, requireIndex } from '../numeric/checks.js';

/**
 * How often each class was taken for each other: `[classes, classes]`, a row per actual class, a column per predicted one.
 *
 * @param actual indices of the true classes, from 0
 * @param predicted indices of the predicted classes, from 0
 * @param classes number of classes
 * @throws TomoniError `invalid-argument` where the lists differ in length or an index is not one of a class
 *
 * @example
 * ```ts
 * import { confusionMatrix } from '@tomoni/statistics';
 *
 * console.log(confusionMatrix([0, 0, 1, 1], [0, 1, 1, 1], 2)); // [[1, 1], [0, 2]]
 * ```
 */
export function confusionMatrix(
  actual: ArrayLike<number>,
  predicted: ArrayLike<number>,
  classes: number,
): number[][] {
  if (!Number.isInteger(classes) || classes < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The number of classes is ${classes}, which is not a positive integer.`,
    });
  requireEqualLengths(actual, predicted, ['actual classes', 'predicted classes']);
  const matrix = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < actual.length; i++) {
    const row = actual[i] as number;
    const column = predicted[i] as number;
    requireIndex(row, classes, 'actual class', i);
    requireIndex(column, classes, 'predicted class', i);
    const counts = matrix[row] as number[];
    counts[column] = (counts[column] as number) + 1;
  }
  return matrix;
}
