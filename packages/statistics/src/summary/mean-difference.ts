import { sum } from '../numeric/sum.js';

/** The mean of the first list minus that of the second, without the rounding of two large means whose difference is small. */
export function meanDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const origin = a[0] as number;
  const fromOrigin = (values: ArrayLike<number>) =>
    sum(values.length, (i) => (values[i] as number) - origin) / values.length;
  return fromOrigin(a) - fromOrigin(b);
}
