import { nonNegativeMinimum } from './non-negative-minimum.js';
import { multiply, type SquareMatrix } from './square-matrix.js';

/**
 * The weights of the combination nearest to `Jᵀu` that conflicts with no gradient: `argmin vᵀGv` over `v ≥ u`
 * (Quinton and Rey 2024, proposition 1).
 */
export function dualConeWeights(gramian: SquareMatrix, u: Float64Array): Float64Array {
  const added = nonNegativeMinimum(
    gramian,
    multiply(gramian, u).map((value) => -value),
  );
  return u.map((value, i) => value + (added[i] as number));
}
