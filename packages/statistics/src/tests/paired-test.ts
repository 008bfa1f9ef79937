import { cohenDz } from '../effects/cohen-d.js';
import { requireSamples } from '../numeric/checks.js';
import { mean } from '../summary/mean.js';
import { standardDeviation } from '../summary/standard-deviation.js';
import { differences } from './differences.js';
import { tTest } from './t-test.js';
import type { TestOptions, TestResult } from './test-result.js';

/**
 * Student's t-test of paired values, such as two models on the same folds.
 *
 * Folds of a cross-validation share training data, which makes it find too many differences: see
 * {@link correctedResampledTest}. Without any spread t is `NaN` for equal means and else ±∞, and p is `NaN` or 0,
 * as in SciPy.
 *
 * @throws TomoniError `invalid-argument` where the samples differ in length; `invalid-data` for fewer than two pairs or a value that is not finite
 *
 * @example
 * ```ts
 * import { pairedTest } from '@tomoni/statistics';
 *
 * console.log(pairedTest([0.91, 0.93, 0.95], [0.9, 0.91, 0.92]).pValue); // 0.0742…
 * ```
 */
export function pairedTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: TestOptions = {},
): TestResult {
  requireSamples(a, b);
  const pairs = differences(a, b);
  return tTest(
    'paired t-test',
    mean(pairs),
    standardDeviation(pairs) / Math.sqrt(pairs.length),
    pairs.length - 1,
    (confidence) => cohenDz(pairs, { confidence }),
    options,
  );
}
