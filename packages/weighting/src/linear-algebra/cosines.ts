import { diagonal, entry, matrixOf, type SquareMatrix } from './square-matrix.js';

/** A Gramian taken apart into lengths and angles. */
export interface Cosines {
  /** Cosines between the gradients; 0 where one of them is 0, on the diagonal too. */
  readonly cosines: SquareMatrix;
  /** Lengths of the gradients. */
  readonly norms: Float64Array;
}

/** The cosines and norms of the vectors whose Gramian is given; the cosines are symmetric to the last bit. */
export function cosinesOf(gramian: SquareMatrix): Cosines {
  const norms = diagonal(gramian).map((square) => Math.sqrt(Math.max(square, 0)));
  const cosines = matrixOf(gramian.size, (row, column) => {
    const [a, b] = [norms[row] as number, norms[column] as number];
    if (a === 0 || b === 0) return 0;
    if (row === column) return 1;
    return entry(gramian, Math.min(row, column), Math.max(row, column)) / (a * b);
  });
  return { cosines, norms };
}
