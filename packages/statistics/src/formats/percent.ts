import { finiteText } from './decimal.js';

/**
 * Writes fractions as percentages.
 *
 * @param digits decimals, default 1
 *
 * @example
 * ```ts
 * import { percentFormat } from '@tomoni/statistics';
 *
 * console.log(percentFormat(1)(0.9183)); // 91.8 %
 * ```
 */
export function percentFormat(digits = 1): (fraction: number) => string {
  return (fraction) => finiteText(fraction, (magnitude) => `${(magnitude * 100).toFixed(digits)} %`);
}
