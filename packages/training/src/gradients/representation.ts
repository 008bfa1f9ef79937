import type { TapeCut } from '../tape/tape.js';
import type { BalancingContext } from './balancing.js';
import { chosen, variablesOf } from './parameter-groups.js';
import type { RecordedLosses } from './recorded-losses.js';

/** Where the tasks part: above the last use of what they share, heads left out. */
export function representationOf(
  { tape }: RecordedLosses,
  { parameters, part }: Pick<BalancingContext, 'parameters' | 'part'>,
): TapeCut {
  const below = chosen(parameters, part.shared).filter(({ group }) => group !== 'heads');
  const heads = parameters.filter(({ group }) => group === 'heads');
  return tape.cut(variablesOf(below), variablesOf(heads));
}
