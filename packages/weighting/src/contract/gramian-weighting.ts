import type { GramianWeighting } from '@tomoni/spec';
import type { SquareMatrix } from '../linear-algebra/square-matrix.js';
import { forgetful } from './memory.js';
import type { Place } from './place.js';
import { type Situation, weighGramian } from './situation.js';

/** A weighting by inner products without memory. */
export function gramianWeighting(
  name: string,
  place: Place,
  rule: (gramian: SquareMatrix, situation: Situation) => ArrayLike<number>,
): GramianWeighting {
  return { needs: 'gramian', ...place, weigh: weighGramian(rule), ...forgetful(name) };
}
