import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { checkChoice, checkOption } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { rescaled } from '../linear-algebra/mean-square.js';
import { minimumNormPoint } from '../linear-algebra/minimum-norm-point.js';
import {
  constant,
  diagonal,
  dot,
  entry,
  matrixOf,
  multiply,
  quadraticForm,
  type SquareMatrix,
} from '../linear-algebra/square-matrix.js';

/** Options of {@link cagrad}. */
export interface CagradOptions extends PlaceOptions {
  /** Radius of the ball around the mean gradient, as a share of its norm. Default 0.5; from 1 on nothing conflicts. */
  readonly c?: number;
  /** What the update is divided by: nothing (`none`, the default), `1 + c²` (`square`, LibMTL's choice) or `1 + c`. */
  readonly rescale?: 'none' | 'square' | 'linear';
}

/** Length of a combination, relative to the gradients' root mean square, below which it is rounding. */
const STATIONARY = 1e-4;

/** Halvings of an interval until nothing of a double is left. */
const HALVINGS = 100;

/**
 * CAGrad, conflict-averse gradient descent: the update within `c‖g₀‖` of the mean gradient `g₀` by which the worst task
 * improves most, `d = g₀ + (c‖g₀‖/‖g_w‖) g_w` with `w = argmin g₀·g_w + c‖g₀‖‖g_w‖` over the simplex (Liu et al. 2021).
 * `c = 0` is the mean. Where a convex combination of the gradients vanishes, the update is 0.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { cagrad, chain, uncertainty } from '@tomoni/weighting';
 *
 * console.log(cagrad({ c: 0.4 }).description);
 * console.log(chain(uncertainty(), cagrad()).description);
 * ```
 */
export function cagrad(given: CagradOptions = {}): WeightingMethod {
  requireKnownOptions('cagrad()', given, ['c', 'rescale', 'at', 'scope']);
  const { c = 0.5, rescale = 'none', ...options } = given;
  checkOption('c', c, { from: 0 });
  checkChoice('rescale', rescale, ['none', 'square', 'linear']);
  const place = placeOf(options);
  const divisor = { none: 1, square: 1 + c * c, linear: 1 + c }[rescale];
  return {
    name: 'cagrad',
    description: `near the mean gradient, the worst task first, c ${c}${rescale === 'none' ? '' : `, divided by ${divisor}`}${describePlace(options)}`,
    create: () =>
      gramianWeighting('cagrad', place, (gramian) =>
        conflictAverse(gramian, c).map((weight) => weight / divisor),
      ),
  };
}

/**
 * For a fixed `κ = ‖g_w‖/(c‖g₀‖)` the minimum is that of `½‖g_w‖² + κ g₀·g_w`, which is the shortest convex combination
 * of the gradients moved by `κ g₀`; the right `κ` is the one zero of `‖g_w(κ)‖ − κ c‖g₀‖`.
 */
function conflictAverse(gramian: SquareMatrix, c: number): Float64Array {
  const { size } = gramian;
  const mean = constant(size, 1 / size);
  const unit = rescaled(gramian);
  const alongMean = multiply(unit, mean);
  const meanSquare = dot(mean, alongMean);
  const radius = c * Math.sqrt(Math.max(meanSquare, 0));
  if (radius === 0) return mean;
  const pointAt = (kappa: number) =>
    minimumNormPoint(
      matrixOf(
        size,
        (row, column) =>
          entry(unit, row, column) +
          kappa * ((alongMean[row] as number) + (alongMean[column] as number)) +
          kappa * kappa * meanSquare,
      ),
    );
  const excess = (kappa: number) => lengthOf(unit, pointAt(kappa)) - kappa * radius;

  let low = STATIONARY / radius;
  if (excess(low) <= 0) return constant(size, 0);
  let high = Math.sqrt(Math.max(...diagonal(unit))) / radius;
  for (let i = 0; i < HALVINGS && low < high; i++) {
    const middle = low + (high - low) / 2;
    if (middle === low || middle === high) break;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  return pointAt(high).map((weight, i) => (mean[i] as number) + weight / high);
}

function lengthOf(gramian: SquareMatrix, weights: Float64Array): number {
  return Math.sqrt(Math.max(quadraticForm(gramian, weights), 0));
}

/** Facts about {@link cagrad}. */
export const cagradFacts: WeightingFacts = {
  name: 'cagrad',
  title: 'CAGrad',
  needs: 'gramian',
  cost: 'a backward pass per task; some sixty small quadratic programs',
  properties: ['permutation-invariant'],
  reference: { text: 'Liu et al. 2021', url: 'https://arxiv.org/abs/2110.14048' },
  use: 'the mean loss is to fall, but not at the expense of one task; c ≥ 1 lets nothing conflict',
};
