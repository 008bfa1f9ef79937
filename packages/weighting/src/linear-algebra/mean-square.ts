import { diagonal, type SquareMatrix, total } from './square-matrix.js';

/** The mean square of the gradients' norms. */
export function meanSquare(gramian: SquareMatrix): number {
  return total(diagonal(gramian)) / gramian.size;
}

/** The Gramian of the gradients divided by their root mean square norm, so that limits need no unit; zeros stay zeros. */
export function rescaled(gramian: SquareMatrix): SquareMatrix {
  const square = meanSquare(gramian);
  if (square === 0) return gramian;
  return { size: gramian.size, values: gramian.values.map((value) => value / square) };
}
