/** What stands in a table for a number that is not defined. */
export const missing = '–';

/** A number with a true minus sign, and a word for those that are not finite. */
export function finiteText(value: number, text: (magnitude: number) => string): string {
  if (Number.isNaN(value)) return missing;
  const sign = value < 0 ? '−' : '';
  if (!Number.isFinite(value)) return `${sign}∞`;
  const magnitude = text(Math.abs(value));
  return /[1-9]/.test(magnitude) ? sign + magnitude : magnitude;
}

/**
 * Writes numbers with a fixed number of decimals, `−` before negative ones and `–` for `NaN`.
 *
 * @param digits decimals, default 3
 *
 * @example
 * ```ts
 * import { decimalFormat } from '@tomoni/statistics';
 *
 * console.log(decimalFormat(2)(0.8765)); // 0.88
 * ```
 */
export function decimalFormat(digits = 3): (value: number) => string {
  return (value) => finiteText(value, (magnitude) => magnitude.toFixed(digits));
}
