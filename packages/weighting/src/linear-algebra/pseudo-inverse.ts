import { constant, dot, type SquareMatrix } from './square-matrix.js';
import { eigenPairs } from './symmetric-eigen.js';

/** `M⁺ b`: the shortest of the vectors that solve `M x = b` in the least-squares sense, for a positive semidefinite `M`. */
export function pseudoSolve(matrix: SquareMatrix, right: Float64Array): Float64Array {
  const solution = constant(matrix.size, 0);
  for (const { value, vector } of eigenPairs(matrix)) {
    const part = dot(vector, right) / value;
    for (let i = 0; i < matrix.size; i++)
      solution[i] = (solution[i] as number) + part * (vector[i] as number);
  }
  return solution;
}
