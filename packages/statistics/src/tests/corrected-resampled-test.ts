import { TomoniError } from '@tomoni/spec';
import { cohenDz } from '../effects/cohen-d.js';
import { requireSample } from '../numeric/checks.js';
import { mean } from '../summary/mean.js';
import { variance } from '../summary/standard-deviation.js';
import { tTest } from './t-test.js';
import type { TestOptions, TestResult } from './test-result.js';

/** How much is tested on for each row trained on: as two sizes or as their ratio. */
export type ResamplingSizes =
  | { readonly trainSize: number; readonly testSize: number }
  | { readonly ratio: number };

/** Options of {@link correctedResampledTest}. */
export type CorrectedResampledOptions = TestOptions & ResamplingSizes;

/**
 * The corrected resampled t-test: the paired t-test for folds or random splits that share training data.
 *
 * The variance of the mean of k differences is taken as `(1/k + testSize/trainSize)` of theirs, k − 1 degrees of freedom.
 * Without any spread t is `NaN` for a mean of 0 and else ±∞, and p is `NaN` or 0.
 *
 * Source: Nadeau & Bengio, "Inference for the generalization error", 2003.
 *
 * @param differences of the scores of two models, one per fold
 * @throws TomoniError `invalid-data` for fewer than two differences or one that is not finite; `invalid-argument` where a size is not positive
 *
 * @example
 * ```ts
 * import { correctedResampledTest } from '@tomoni/statistics';
 *
 * const gains = [0.01, 0.02, 0.03];
 * console.log(correctedResampledTest(gains, { trainSize: 800, testSize: 100 }).pValue); // 0.0981…
 * console.log(correctedResampledTest(gains, { ratio: 1 / 8 }).pValue); // the same
 * ```
 */
export function correctedResampledTest(
  differences: ArrayLike<number>,
  options: CorrectedResampledOptions,
): TestResult {
  requireSample(differences, 2, 'list of differences');
  const ratio = 'ratio' in options ? options.ratio : options.testSize / options.trainSize;
  if (!(ratio > 0 && Number.isFinite(ratio)))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The ratio of test size to training size is ${ratio}, which is not a positive number.`,
      remedy: 'Give the numbers of rows trained and tested on: for ten folds of 8:1:1, the ratio is 1/8.',
    });
  return tTest(
    'corrected resampled t-test',
    mean(differences),
    Math.sqrt((1 / differences.length + ratio) * variance(differences)),
    differences.length - 1,
    (confidence) => cohenDz(differences, { confidence }),
    options,
  );
}
