import { TomoniError } from '@tomoni/spec';
import { requireEqualLengths } from '../numeric/checks.js';

/** Which labels each text has: `[rows, labels]`, non-zero where a row has the label. */
export type LabelRows = readonly ArrayLike<number>[];

/**
 * The number of labels of two tables of label rows that belong together.
 *
 * @throws TomoniError `invalid-argument` where the tables differ in size
 */
export function labelCount(actual: LabelRows, predicted: LabelRows): number {
  requireEqualLengths(actual, predicted, ['actual rows', 'predicted rows']);
  const labels = actual[0]?.length ?? 0;
  actual.forEach((row, i) => {
    const odd = [row, predicted[i] as ArrayLike<number>].find((one) => one.length !== labels);
    if (odd !== undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `A row holds ${odd.length} labels where the first one holds ${labels}.`,
        where: { row: i },
      });
  });
  return labels;
}
