import { nonNegativeMinimum } from './non-negative-minimum.js';
import { constant, diagonal, type SquareMatrix, total } from './square-matrix.js';

/**
 * The weights of the shortest convex combination: `argmin wᵀGw` over `w ≥ 0`, `Σ w = 1`. Where gradients are zero they
 * share the weight.
 *
 * With `x = s·w` and any `μ > 0`, `xᵀGx + μ(Σx − 1)²` is least, for given `w`, at `s = μ/(μ + wᵀGw)` and then grows with
 * `wᵀGw`; the side condition thus leaves nothing but non-negativity. With the least square as `μ`, `s` is at least ½.
 */
export function minimumNormPoint(gramian: SquareMatrix): Float64Array {
  const squares = diagonal(gramian);
  const least = Math.min(...squares);
  const point =
    least > 0
      ? nonNegativeMinimum(
          { size: gramian.size, values: gramian.values.map((value) => value / least + 1) },
          constant(gramian.size, 1),
        )
      : squares.map((square) => (square <= 0 ? 1 : 0));
  const sum = total(point);
  return point.map((value) => value / sum);
}
