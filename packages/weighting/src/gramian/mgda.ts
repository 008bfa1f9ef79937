import { requireKnownOptions, type WeightingMethod } from '@tomoni/spec';
import type { WeightingFacts } from '../catalogue/weighting-facts.js';
import { gramianWeighting } from '../contract/gramian-weighting.js';
import { checkChoice } from '../contract/options.js';
import { describePlace, type PlaceOptions, placeOf } from '../contract/place.js';
import { minimumNormPoint } from '../linear-algebra/minimum-norm-point.js';
import { diagonal, entry, matrixOf, type SquareMatrix } from '../linear-algebra/square-matrix.js';

/** Options of {@link mgda}. */
export interface MgdaOptions extends PlaceOptions {
  /**
   * What each gradient is divided by first: its norm (`gradient`), its task's loss (`loss`), both (`both`), or nothing
   * (`none`, the default). A divisor of 0 counts as 1.
   */
  readonly normalize?: 'none' | 'gradient' | 'loss' | 'both';
}

/**
 * MGDA, the multiple-gradient descent algorithm: the shortest convex combination of the gradients,
 * `argmin wᵀGw` over `w ≥ 0`, `Σ w = 1`, found exactly by an active set (Désidéri 2012; Sener and Koltun 2018, whose
 * MGDA-UB is this method with gradients taken at the representation). Its update is 0 where tasks cannot all improve.
 *
 * @throws TomoniError `invalid-argument` where an option is unknown
 *
 * @example
 * ```ts
 * import { mgda } from '@tomoni/weighting';
 *
 * console.log(mgda().description);
 * console.log(mgda({ normalize: 'gradient' }).description);
 * ```
 */
export function mgda(given: MgdaOptions = {}): WeightingMethod {
  requireKnownOptions('mgda()', given, ['normalize', 'at', 'scope']);
  const { normalize = 'none', ...options } = given;
  checkChoice('normalize', normalize, ['none', 'gradient', 'loss', 'both']);
  const place = placeOf(options);
  return {
    name: 'mgda',
    description: `shortest convex combination of the gradients${normalize === 'none' ? '' : `, normalized by ${normalize}`}${describePlace(options)}`,
    create: () =>
      gramianWeighting('mgda', place, (gramian, { losses }) => {
        const divisors = divisorsOf(gramian, losses, normalize);
        const divided = matrixOf(
          gramian.size,
          (row, column) =>
            entry(gramian, row, column) / (divisors[row] as number) / (divisors[column] as number),
        );
        return minimumNormPoint(divided).map((weight, i) => weight / (divisors[i] as number));
      }),
  };
}

function divisorsOf(
  gramian: SquareMatrix,
  losses: Float64Array,
  normalize: 'none' | 'gradient' | 'loss' | 'both',
): Float64Array {
  const norms = diagonal(gramian).map(Math.sqrt);
  const divisor = (i: number) => {
    switch (normalize) {
      case 'none':
        return 1;
      case 'gradient':
        return norms[i] as number;
      case 'loss':
        return losses[i] as number;
      case 'both':
        return (norms[i] as number) * (losses[i] as number);
    }
  };
  return norms.map((_, i) => divisor(i) || 1);
}

/** Facts about {@link mgda}. */
export const mgdaFacts: WeightingFacts = {
  name: 'mgda',
  title: 'MGDA (MGDA-UB at the representation)',
  needs: 'gramian',
  cost: 'a backward pass per task; a quadratic program',
  properties: ['non-conflicting', 'permutation-invariant'],
  reference: {
    text: 'Désidéri 2012; Sener and Koltun 2018',
    url: 'https://arxiv.org/abs/1810.04650',
  },
  use: 'no task may get worse; mind that the task with the smallest gradient decides',
};
