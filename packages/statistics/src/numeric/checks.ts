import { TomoniError } from '@tomoni/spec';

/** @throws TomoniError `invalid-argument` where two lists that belong together differ in length */
export function requireEqualLengths(
  a: ArrayLike<unknown>,
  b: ArrayLike<unknown>,
  names: readonly [string, string],
): void {
  if (a.length !== b.length)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `There are ${a.length} ${names[0]} but ${b.length} ${names[1]}.`,
      remedy: 'Give two lists of equal length, in the same order.',
    });
}

/** @throws TomoniError `invalid-argument` where a value is not an index below `count` */
export function requireIndex(value: number, count: number, what: string, row: number): void {
  if (!Number.isInteger(value) || value < 0 || value >= count)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The ${what} ${value} is not an integer from 0 to ${count - 1}.`,
      where: { row },
    });
}

/** @throws TomoniError `invalid-argument` where a matrix is not square */
export function requireSquare(matrix: readonly ArrayLike<number>[]): void {
  const odd = matrix.find((row) => row.length !== matrix.length);
  if (odd !== undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The confusion matrix has ${matrix.length} rows but a row of ${odd.length} entries.`,
      remedy: 'Give a square matrix: rows are the actual classes, columns the predicted ones.',
    });
}
