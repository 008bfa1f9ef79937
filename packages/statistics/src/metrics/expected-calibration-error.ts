import { TomoniError } from '@tomoni/spec';
import { requireEqualLengths } from '../numeric/checks.js';

/** Options of {@link expectedCalibrationError}. */
export interface CalibrationOptions {
  /** Number of bins of equal width. Default: 15. */
  readonly bins?: number;
}

/**
 * The mean distance between how sure a model is and how often it is right, over bins `(k/bins, (k+1)/bins]` of confidence; `NaN` for empty lists.
 *
 * Source: Guo et al., "On calibration of modern neural networks", ICML 2017.
 *
 * @param confidences probability in [0, 1] of each predicted class
 * @param correct 1 or true where the prediction is right
 * @throws TomoniError `invalid-argument` where the lists differ in length, a confidence is not in [0, 1], or `bins` is not a positive integer
 *
 * @example
 * ```ts
 * import { expectedCalibrationError } from '@tomoni/statistics';
 *
 * console.log(expectedCalibrationError([0.75, 0.75, 0.75, 0.75], [1, 1, 1, 0])); // 0
 * ```
 */
export function expectedCalibrationError(
  confidences: ArrayLike<number>,
  correct: ArrayLike<number | boolean>,
  options: CalibrationOptions = {},
): number {
  const { bins = 15 } = options;
  if (!Number.isInteger(bins) || bins < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The number of bins is ${bins}, which is not a positive integer.`,
    });
  requireEqualLengths(confidences, correct, ['confidences', 'outcomes']);
  const gaps = new Float64Array(bins);
  for (let i = 0; i < confidences.length; i++) {
    const confidence = confidences[i] as number;
    if (!(confidence >= 0 && confidence <= 1))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The confidence ${confidence} is not a probability in [0, 1].`,
        where: { row: i },
      });
    const bin = Math.max(0, Math.ceil(confidence * bins) - 1);
    gaps[bin] = (gaps[bin] as number) + confidence - Number(correct[i]);
  }
  return gaps.reduce((total, gap) => total + Math.abs(gap), 0) / confidences.length;
}
