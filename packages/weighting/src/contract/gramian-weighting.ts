import type { GramianWeighting } from '@tomoni/spec';
import type { SquareMatrix } from '../linear-algebra/square-matrix.js';
import { forgetful } from './memory.js';
import { type Situation, weighGramian } from './situation.js';

/** A weighting by inner products without memory. */
export function gramianWeighting(
  name: string,
  scope: 'all' | 'layer',
  rule: (gramian: SquareMatrix, situation: Situation) => ArrayLike<number>,
): GramianWeighting {
  return { needs: 'gramian', scope, weigh: weighGramian(rule), ...forgetful(name) };
}
