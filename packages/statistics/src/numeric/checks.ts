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

/** @throws TomoniError `invalid-data` where a sample has fewer than `least` values or one that is not a finite number */
export function requireSample(values: ArrayLike<number>, least: number, name: string): void {
  if (values.length < least)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The ${name} has ${values.length} ${values.length === 1 ? 'value' : 'values'}; at least ${least} are needed.`,
      remedy: 'Repeat the run with more seeds or folds.',
    });
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i]))
      throw new TomoniError({
        code: 'invalid-data',
        what: `The ${name} holds ${values[i]}, which is not a finite number.`,
        where: { row: i },
        remedy: 'Find out why the run failed, and repeat it or leave it out openly.',
      });
}

/** @throws TomoniError `invalid-data` where one of two samples has fewer than two values or one that is not a finite number */
export function requireSamples(a: ArrayLike<number>, b: ArrayLike<number>): void {
  requireSample(a, 2, 'first sample');
  requireSample(b, 2, 'second sample');
}

/** @throws TomoniError `invalid-argument` where a number is not strictly between 0 and 1 */
export function requireConfidence(confidence: number): void {
  if (!(confidence > 0 && confidence < 1))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The confidence ${confidence} is not between 0 and 1.`,
      remedy: 'Give a fraction such as 0.95.',
    });
}
