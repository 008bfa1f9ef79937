import { requireEqualLengths } from '../numeric/checks.js';

/**
 * First minus second, pair by pair.
 *
 * @throws TomoniError `invalid-argument` where the samples differ in length
 */
export function differences(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  requireEqualLengths(a, b, ['values in the first sample', 'values in the second']);
  return Float64Array.from({ length: a.length }, (_, i) => (a[i] as number) - (b[i] as number));
}
