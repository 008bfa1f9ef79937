import { projectOntoSimplex } from '../linear-algebra/simplex.js';
import {
  constant,
  diagonal,
  dot,
  multiply,
  type SquareMatrix,
  total,
} from '../linear-algebra/square-matrix.js';

/** Shares of the objectives, and the multiplier of the constraint. */
export interface Multipliers {
  readonly shares: Float64Array;
  readonly multiplier: number;
}

const ITERATIONS = 2000;

/**
 * The direction `Σ λᵢ∇Fᵢ + ν∇q` along which a constraint falls and every objective does as far as that lets it: the λ on the
 * simplex and ν ≥ 0 with the least `½‖d‖² − νφ`, where `φ = ϕ‖∇q‖²` is the rate at which `q` is to fall.
 *
 * Given λ the best ν is `max((φ − λ·c)/‖∇q‖², 0)`; λ is found by accelerated projected gradients (Beck and Teboulle 2009).
 *
 * @param objectives inner products of the objectives' gradients
 * @param crossing `c`: inner products of the objectives' gradients with the constraint's
 * @param square `‖∇q‖²`
 * @param rate `ϕ`
 */
export function constrainedDirection(
  objectives: SquareMatrix,
  crossing: Float64Array,
  square: number,
  rate: number,
): Multipliers {
  const multiplierOf = (shares: Float64Array) =>
    square > 0 ? Math.max(rate - dot(shares, crossing) / square, 0) : 0;
  let shares = constant(objectives.size, 1 / objectives.size);
  const steepness = total(diagonal(objectives));
  if (steepness === 0) return { shares, multiplier: multiplierOf(shares) };
  let ahead = shares;
  let momentum = 1;
  for (let i = 0; i < ITERATIONS; i++) {
    const multiplier = multiplierOf(ahead);
    const slope = multiply(objectives, ahead).map((value, k) => value + multiplier * (crossing[k] as number));
    const next = projectOntoSimplex(ahead.map((share, k) => share - (slope[k] as number) / steepness));
    const faster = (1 + Math.sqrt(1 + 4 * momentum ** 2)) / 2;
    ahead = next.map((share, k) => share + ((momentum - 1) / faster) * (share - (shares[k] as number)));
    shares = next;
    momentum = faster;
  }
  return { shares, multiplier: multiplierOf(shares) };
}
