import type { Interval } from '../intervals/interval.js';
import { decimalFormat } from './decimal.js';

/**
 * Writes the bounds of an interval.
 *
 * @param digits decimals, default 3
 *
 * @example
 * ```ts
 * import { intervalFormat, meanInterval } from '@tomoni/statistics';
 *
 * console.log(intervalFormat(3)(meanInterval([0.91, 0.93, 0.92]))); // [0.895, 0.945]
 * ```
 */
export function intervalFormat(digits = 3): (interval: Pick<Interval, 'lower' | 'upper'>) => string {
  const number = decimalFormat(digits);
  return ({ lower, upper }) => `[${number(lower)}, ${number(upper)}]`;
}
