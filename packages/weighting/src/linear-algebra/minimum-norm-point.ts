import { rescaled } from './mean-square.js';
import { nonNegativeMinimum } from './non-negative-minimum.js';
import { constant, type SquareMatrix, total } from './square-matrix.js';

/**
 * The weights of the shortest convex combination: `argmin wᵀGw` over `w ≥ 0`, `Σ w = 1`. Uniform where all are zero.
 *
 * With `x = s·w`, `xᵀGx + (Σx − 1)²` is least, for given `w`, at `s = 1/(1 + wᵀGw)` and then grows with `wᵀGw`; the
 * side condition thus leaves nothing but non-negativity.
 */
export function minimumNormPoint(gramian: SquareMatrix): Float64Array {
  const { size, values } = rescaled(gramian);
  const raised = { size, values: values.map((value) => value + 1) };
  const point = nonNegativeMinimum(raised, constant(size, 1));
  const sum = total(point);
  return point.map((value) => value / sum);
}
