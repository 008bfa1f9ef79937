import { sum } from '../numeric/sum.js';
import { isConstant } from './constant.js';

/**
 * The arithmetic mean, exactly the value itself where all values are equal; `NaN` for an empty list.
 *
 * @example
 * ```ts
 * import { mean } from '@tomoni/statistics';
 *
 * console.log(mean([1, 2, 6])); // 3
 * ```
 */
export function mean(values: ArrayLike<number>): number {
  const n = values.length;
  if (n === 0) return Number.NaN;
  return isConstant(values) ? (values[0] as number) : sum(n, (i) => values[i] as number) / n;
}
