import { TomoniError } from '@tomoni/spec';
import { requireEqualLengths, requireIndex } from '../numeric/checks.js';

/**
 * Checks that every row holds a probability per class and that every true class is one of them.
 *
 * @throws TomoniError `invalid-argument`
 */
export function requireClassProbabilities(
  actual: ArrayLike<number>,
  probabilities: readonly ArrayLike<number>[],
): void {
  requireEqualLengths(actual, probabilities, ['actual classes', 'rows of probabilities']);
  const classes = probabilities[0]?.length ?? 0;
  probabilities.forEach((row, i) => {
    if (row.length !== classes)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `A row holds ${row.length} probabilities where the first one holds ${classes}.`,
        where: { row: i },
      });
    requireIndex(actual[i] as number, classes, 'actual class', i);
  });
}
