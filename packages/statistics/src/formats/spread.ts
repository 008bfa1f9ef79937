import type { Summary } from '../summary/summarize.js';
import { decimalFormat } from './decimal.js';

/**
 * Writes a mean with its standard deviation; the mean alone where there is no deviation, as for a single run.
 *
 * @param digits decimals, default 3
 *
 * @example
 * ```ts
 * import { spreadFormat, summarize } from '@tomoni/statistics';
 *
 * console.log(spreadFormat(3)(summarize([0.91, 0.93, 0.92]))); // 0.920 ± 0.010
 * ```
 */
export function spreadFormat(digits = 3): (summary: Pick<Summary, 'mean' | 'standardDeviation'>) => string {
  const number = decimalFormat(digits);
  return ({ mean, standardDeviation }) =>
    Number.isNaN(standardDeviation) ? number(mean) : `${number(mean)} ± ${number(standardDeviation)}`;
}
