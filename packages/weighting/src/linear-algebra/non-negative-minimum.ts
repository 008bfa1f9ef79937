import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { cosinesOf } from './cosines.js';
import { constant, entry, type SquareMatrix } from './square-matrix.js';

/** Share of its terms that a sum must exceed to count as more than rounding. */
const ROUNDING = 1e-12;

/** A few are enough; rounding alone could make the method go round in circles. */
const ROUNDS_PER_VARIABLE = 100;

/**
 * `argmin ½ xᵀHx − fᵀx` over `x ≥ 0`, for a positive semidefinite `H`: exactly, by the active-set method of Lawson and
 * Hanson (Solving Least Squares Problems, 1974, chapter 23) on the normal equations. Of directions that `H` does not
 * tell apart, only the first takes part.
 */
export function nonNegativeMinimum(matrix: SquareMatrix, linear: ArrayLike<number>): Float64Array {
  const { size } = matrix;
  const { cosines: unit, norms } = cosinesOf(matrix);
  const slope = Float64Array.from(norms, (norm, i) => (norm === 0 ? 0 : (linear[i] as number) / norm));
  let point: Float64Array = constant(size, 0);
  let free: readonly number[] = [];
  const refused = new Set<number>();

  for (let round = 0; round < ROUNDS_PER_VARIABLE * size; round++) {
    const entering = steepest(unit, slope, point, (i) => free.includes(i) || refused.has(i));
    if (entering === undefined) break;
    const solution = solveOn(unit, slope, [...free, entering]);
    if (solution === undefined || (solution[entering] as number) <= 0) {
      refused.add(entering);
      continue;
    }
    [point, free] = descend(unit, slope, point, [...free, entering], solution);
    refused.clear();
  }
  return point.map((value, i) => (value === 0 ? 0 : value / (norms[i] as number)));
}

/** The variable along which the objective falls most steeply, where it falls by more than rounding. */
function steepest(
  unit: SquareMatrix,
  slope: Float64Array,
  point: Float64Array,
  isOut: (index: number) => boolean,
): number | undefined {
  let best: { readonly index: number; readonly fall: number } | undefined;
  for (let index = 0; index < unit.size; index++) {
    if (isOut(index)) continue;
    let fall = slope[index] as number;
    let magnitude = Math.abs(fall);
    for (let k = 0; k < unit.size; k++) {
      const term = entry(unit, index, k) * (point[k] as number);
      fall -= term;
      magnitude += Math.abs(term);
    }
    if (fall > ROUNDING * magnitude && fall > (best?.fall ?? 0)) best = { index, fall };
  }
  return best?.index;
}

/** Goes from a feasible point towards the minimum on the free variables, fixing those that reach 0 on the way. */
function descend(
  unit: SquareMatrix,
  slope: Float64Array,
  from: Float64Array,
  variables: readonly number[],
  towards: Float64Array,
): [point: Float64Array, free: readonly number[]] {
  let [point, free, solution] = [from, variables, towards];
  while (free.some((i) => (solution[i] as number) <= 0)) {
    const blocking = free.filter((i) => (solution[i] as number) <= 0);
    const share = (i: number) => (point[i] as number) / ((point[i] as number) - (solution[i] as number));
    const step = Math.min(...blocking.map(share));
    const reached = blocking.filter((i) => share(i) <= step);
    point = point.map((value, i) =>
      reached.includes(i) ? 0 : value + step * ((solution[i] as number) - value),
    );
    free = free.filter((i) => !reached.includes(i));
    solution = solveOn(unit, slope, free) ?? point;
  }
  return [solution, free];
}

/** The minimum over the free variables, the others being 0; `undefined` where it is not unique. */
function solveOn(unit: SquareMatrix, slope: Float64Array, free: readonly number[]): Float64Array | undefined {
  const solution = constant(unit.size, 0);
  if (free.length === 0) return solution;
  const block = new Matrix(free.map((row) => free.map((column) => entry(unit, row, column))));
  const factors = new CholeskyDecomposition(block);
  if (!factors.isPositiveDefinite()) return undefined;
  const pivots = factors.lowerTriangularMatrix.diagonal();
  if (pivots.some((pivot) => pivot ** 2 <= ROUNDING)) return undefined;
  const found = factors.solve(Matrix.columnVector(free.map((i) => slope[i] as number)));
  for (const [k, i] of free.entries()) solution[i] = found.get(k, 0);
  return solution;
}
