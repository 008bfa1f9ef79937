import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import type { SquareMatrix } from './square-matrix.js';

/** An eigenvalue of a symmetric matrix with its eigenvector of length 1. */
export interface EigenPair {
  readonly value: number;
  readonly vector: Float64Array;
}

/** Rounding of single precision, in which gradients are formed. */
const SINGLE_PRECISION = 2 ** -23;

/**
 * The eigenvalues of a positive semidefinite matrix that are more than the rounding of single-precision gradients,
 * `size · 2⁻²³ · λ_max`, from the greatest to the least.
 */
export function eigenPairs({ size, values }: SquareMatrix): readonly EigenPair[] {
  const decomposition = new EigenvalueDecomposition(Matrix.from1DArray(size, size, values), {
    assumeSymmetric: true,
  });
  const pairs = decomposition.realEigenvalues.map((value, k) => ({
    value,
    vector: Float64Array.from(decomposition.eigenvectorMatrix.getColumn(k)),
  }));
  const greatest = Math.max(...pairs.map(({ value }) => value));
  return pairs
    .filter(({ value }) => value > 0 && value > size * SINGLE_PRECISION * greatest)
    .sort((a, b) => b.value - a.value);
}
