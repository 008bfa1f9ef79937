import { CholeskyDecomposition, Matrix } from 'ml-matrix';
import { cosinesOf } from '../linear-algebra/cosines.js';
import { meanSquare, rescaled } from '../linear-algebra/mean-square.js';
import { minimumNormPoint } from '../linear-algebra/minimum-norm-point.js';
import {
  constant,
  dot,
  entry,
  matrixOf,
  multiply,
  quadraticForm,
  type SquareMatrix,
  submatrix,
} from '../linear-algebra/square-matrix.js';

/** Square of a convex combination of unit gradients below which it is rounding in single precision, per task. */
const STATIONARY = 2 ** -23;

const ITERATIONS = 1000;

/** Relative step from which on Newton's method needs no damping. */
const NEAR = 1e-3;

const LEAST_SHARE = 2 ** -30;

/**
 * The positive solution of `Gw = w^(−p)`, entry by entry: the one minimum of `½ wᵀGw − Σ φ(wᵢ)`, `φ′(w) = w^(−p)`, found
 * by Newton's method on the cosines. A zero gradient weighs 0. Where a convex combination of the gradients vanishes
 * there is no solution, and the weights are those of that combination.
 */
export function fairWeights(gramian: SquareMatrix, p: number): Float64Array {
  const weights = constant(gramian.size, 0);
  const all = cosinesOf(rescaled(gramian));
  const moving = Array.from(all.norms.keys()).filter((i) => all.norms[i] !== 0);
  if (moving.length === 0) return weights;
  const cosines = submatrix(all.cosines, moving);
  const norms = Float64Array.from(moving, (i) => all.norms[i] as number);

  const shortest = minimumNormPoint(cosines);
  const isStationary = quadraticForm(cosines, shortest) <= moving.length * STATIONARY;
  const scale = isStationary ? 1 : meanSquare(gramian) ** (-1 / (p + 1));
  const found = isStationary
    ? shortest
    : fairPoint(
        cosines,
        norms.map((norm) => norm ** (p - 1)),
        p,
      );
  for (const [k, i] of moving.entries()) weights[i] = (scale * (found[k] as number)) / (norms[k] as number);
  return weights;
}

/** The positive solution of `Cβ = c β^(−p)`. */
function fairPoint(matrix: SquareMatrix, c: Float64Array, p: number): Float64Array {
  let point: Float64Array = c.map((value) => value ** (1 / (1 + p)));
  let last = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ITERATIONS; i++) {
    const slope = multiply(matrix, point).map(
      (value, k) => value - (c[k] as number) * (point[k] as number) ** -p,
    );
    const step = newtonStep(matrix, c, p, point, slope);
    const change = Math.max(...step.map((value, k) => Math.abs(value / (point[k] as number))));
    if (change < NEAR) {
      if (change >= last) break;
      last = change;
      point = moved(point, step, 1);
    } else point = descended(matrix, c, p, point, step, dot(slope, step));
  }
  return point;
}

function newtonStep(
  matrix: SquareMatrix,
  c: Float64Array,
  p: number,
  point: Float64Array,
  slope: Float64Array,
): Float64Array {
  const { size, values } = matrixOf(matrix.size, (row, column) =>
    row === column
      ? entry(matrix, row, row) + (p * (c[row] as number)) / (point[row] as number) ** (p + 1)
      : entry(matrix, row, column),
  );
  const factors = new CholeskyDecomposition(Matrix.from1DArray(size, size, values));
  return Float64Array.from(factors.solve(Matrix.columnVector(slope)).to1DArray(), (value) => -value);
}

/** The point after as much of the step as keeps it positive and lowers the objective by a fair part of its promise. */
function descended(
  matrix: SquareMatrix,
  c: Float64Array,
  p: number,
  point: Float64Array,
  step: Float64Array,
  promise: number,
): Float64Array {
  const before = objective(matrix, c, p, point);
  for (let share = 1; share > LEAST_SHARE; share /= 2) {
    const next = moved(point, step, share);
    if (next.every((value) => value > 0) && objective(matrix, c, p, next) <= before + 1e-4 * share * promise)
      return next;
  }
  return moved(point, step, LEAST_SHARE);
}

function moved(point: Float64Array, step: Float64Array, share: number): Float64Array {
  return point.map((value, i) => value + share * (step[i] as number));
}

/** `½ βᵀCβ − Σ c φ(β)`, `φ′(β) = β^(−p)`. */
function objective(matrix: SquareMatrix, c: Float64Array, p: number, point: Float64Array): number {
  const potential = point.map((value) => (p === 1 ? Math.log(value) : value ** (1 - p) / (1 - p)));
  return quadraticForm(matrix, point) / 2 - dot(c, potential);
}
