import { finiteText } from './decimal.js';

/**
 * Writes p-values; those that would round to 0 as `< 0.001`.
 *
 * @param digits decimals, default 3
 *
 * @example
 * ```ts
 * import { pValueFormat } from '@tomoni/statistics';
 *
 * console.log(pValueFormat()(0.0000123)); // < 0.001
 * ```
 */
export function pValueFormat(digits = 3): (pValue: number) => string {
  const smallest = 10 ** -digits;
  return (pValue) =>
    pValue < smallest
      ? `< ${smallest.toFixed(digits)}`
      : finiteText(pValue, (magnitude) => magnitude.toFixed(digits));
}
