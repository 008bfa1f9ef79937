import { requireSquare } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';

/** Row, column and diagonal sums of a confusion matrix. */
export interface Margins {
  /** Times each class was actual. */
  readonly actual: readonly number[];
  /** Times each class was predicted. */
  readonly predicted: readonly number[];
  /** Times each class was predicted rightly. */
  readonly correct: readonly number[];
  readonly total: number;
}

/** @throws TomoniError `invalid-argument` where the matrix is not square */
export function margins(matrix: readonly ArrayLike<number>[]): Margins {
  requireSquare(matrix);
  const classes = matrix.length;
  const entry = (row: number, column: number) => (matrix[row] as ArrayLike<number>)[column] as number;
  const actual = matrix.map((_, k) => sum(classes, (j) => entry(k, j)));
  return {
    actual,
    predicted: matrix.map((_, k) => sum(classes, (i) => entry(i, k))),
    correct: matrix.map((_, k) => entry(k, k)),
    total: sum(classes, (k) => actual[k] as number),
  };
}
