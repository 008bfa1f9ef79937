import type { GradientRow } from '../contract/jacobian-aggregation.js';
import { matrixOf, type SquareMatrix } from '../linear-algebra/square-matrix.js';

/** `Σ wᵢ gᵢ`. */
export function combination(gradients: readonly GradientRow[], weights: ArrayLike<number>): Float64Array {
  const update = new Float64Array(gradients[0]?.length ?? 0);
  for (const [i, gradient] of gradients.entries()) {
    const weight = weights[i] as number;
    for (let k = 0; k < update.length; k++)
      update[k] = (update[k] as number) + weight * (gradient[k] as number);
  }
  return update;
}

/** The inner products of the gradients. */
export function gramianOf(gradients: readonly GradientRow[]): SquareMatrix {
  return matrixOf(gradients.length, (row, column) =>
    innerProduct(gradients[row] as GradientRow, gradients[column] as GradientRow),
  );
}

function innerProduct(a: GradientRow, b: GradientRow): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] as number) * (b[k] as number);
  return sum;
}
