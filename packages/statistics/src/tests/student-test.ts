import { cohenD, pooledDeviation } from '../effects/cohen-d.js';
import { requireSamples } from '../numeric/checks.js';
import { meanDifference } from '../summary/mean-difference.js';
import { tTest } from './t-test.js';
import type { TestOptions, TestResult } from './test-result.js';

/**
 * Student's t-test of two independent samples with equal variances (pooled, n₁ + n₂ − 2 degrees of freedom).
 *
 * Without any spread t is `NaN` for equal means and else ±∞, and p is `NaN` or 0, as in SciPy.
 *
 * @throws TomoniError `invalid-data` where a sample has fewer than two values or one that is not finite
 *
 * @example
 * ```ts
 * import { studentTest } from '@tomoni/statistics';
 *
 * const { pValue, interval } = studentTest([0.92, 0.94, 0.93], [0.9, 0.91, 0.92]);
 * console.log(pValue, interval.lower); // 0.0705… -0.0027…
 * ```
 */
export function studentTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TestOptions = {},
): TestResult {
  requireSamples(a, b);
  const error = pooledDeviation(a, b) * Math.sqrt(1 / a.length + 1 / b.length);
  return tTest(
    "Student's t-test",
    meanDifference(a, b),
    error,
    a.length + b.length - 2,
    (confidence) => cohenD(a, b, { confidence }),
    options,
  );
}
