import { cohenD } from '../effects/cohen-d.js';
import { requireSamples } from '../numeric/checks.js';
import { meanDifference } from '../summary/mean-difference.js';
import { variance } from '../summary/standard-deviation.js';
import { tTest } from './t-test.js';
import type { TestOptions, TestResult } from './test-result.js';

/**
 * Welch's t-test of two independent samples whose variances may differ (degrees of freedom by Welch & Satterthwaite).
 *
 * Without any spread t is `NaN` for equal means and else ±∞, and p is `NaN` or 0, as in SciPy.
 *
 * @throws TomoniError `invalid-data` where a sample has fewer than two values or one that is not finite
 *
 * @example
 * ```ts
 * import { welchTest } from '@tomoni/statistics';
 *
 * const result = welchTest([0.92, 0.94, 0.93], [0.9, 0.91, 0.92], { alternative: 'greater' });
 * console.log(result.description);
 * ```
 */
export function welchTest(a: ArrayLike<number>, b: ArrayLike<number>, options: TestOptions = {}): TestResult {
  requireSamples(a, b);
  const first = variance(a) / a.length;
  const second = variance(b) / b.length;
  const both = first + second;
  const freedom = 1 / ((first / both) ** 2 / (a.length - 1) + (second / both) ** 2 / (b.length - 1));
  return tTest(
    "Welch's t-test",
    meanDifference(a, b),
    Math.sqrt(both),
    both === 0 ? a.length + b.length - 2 : freedom,
    (confidence) => cohenD(a, b, { confidence }),
    options,
  );
}
