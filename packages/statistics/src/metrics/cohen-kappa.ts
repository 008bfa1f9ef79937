import { sum } from '../numeric/sum.js';
import { margins } from './margins.js';

/** Options of {@link cohenKappa}. */
export interface CohenKappaOptions {
  /** How much worse a distant class is than a near one: not at all, by the distance of their indices, or by its square. Default: `none`. */
  readonly weights?: 'none' | 'linear' | 'quadratic';
}

const penalties = {
  none: (distance: number) => (distance === 0 ? 0 : 1),
  linear: (distance: number) => Math.abs(distance),
  quadratic: (distance: number) => distance ** 2,
} as const;

/**
 * Cohen's kappa: agreement beyond chance, 1 where all agree, 0 for chance; `NaN` where chance alone agrees fully.
 *
 * Source: Cohen, "Weighted kappa", 1968.
 *
 * @param matrix `[classes, classes]`, rows actual, columns predicted
 * @throws TomoniError `invalid-argument` where the matrix is not square
 *
 * @example
 * ```ts
 * import { cohenKappa } from '@tomoni/statistics';
 *
 * console.log(cohenKappa([[1, 1], [0, 2]])); // 0.5
 * console.log(cohenKappa([[3, 1, 0], [1, 2, 1], [0, 0, 4]], { weights: 'quadratic' }));
 * ```
 */
export function cohenKappa(matrix: readonly ArrayLike<number>[], options: CohenKappaOptions = {}): number {
  const { actual, predicted, total } = margins(matrix);
  const penalty = penalties[options.weights ?? 'none'];
  const classes = matrix.length;
  const weighted = (entry: (row: number, column: number) => number) =>
    sum(classes ** 2, (i) => {
      const row = Math.floor(i / classes);
      const column = i % classes;
      return penalty(row - column) * entry(row, column);
    });
  const observed = weighted((row, column) => (matrix[row] as ArrayLike<number>)[column] as number);
  const expected = weighted((row, column) => (actual[row] as number) * (predicted[column] as number)) / total;
  return expected === 0 ? Number.NaN : 1 - observed / expected;
}
