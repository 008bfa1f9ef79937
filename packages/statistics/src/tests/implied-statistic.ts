import { TomoniError } from '@tomoni/spec';
import type { Alternative } from '../distributions/alternative.js';
import { studentCritical } from '../distributions/student.js';

/** A t-test that was printed without its t. */
export interface PrintedTest {
  /** As printed, in (0, 1). */
  readonly pValue: number;
  readonly degreesOfFreedom: number;
  /** Which test it was: `greater` for a positive difference. Default: `two-sided`. */
  readonly alternative?: Alternative;
}

/**
 * The t that gives a printed p-value: of a two-sided test its size, of a one-sided one with its sign.
 *
 * With the printed difference, `difference / t` is the standard error that the authors had: what a table hides, and a test of
 * whether its p-values are what they are said to be.
 *
 * @throws TomoniError `invalid-argument` where the p-value is not between 0 and 1 or there are no degrees of freedom
 *
 * @example
 * ```ts
 * import { impliedStatistic } from '@tomoni/statistics';
 *
 * const t = impliedStatistic({ pValue: 0.0448, degreesOfFreedom: 18 });
 * console.log(t, (0.8684 - 0.6815) / t); // 2.15…, a standard error of 0.086…
 * ```
 */
export function impliedStatistic({
  pValue,
  degreesOfFreedom,
  alternative = 'two-sided',
}: PrintedTest): number {
  if (!(pValue > 0 && pValue < 1 && degreesOfFreedom > 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `No t is known for p = ${pValue} with ${degreesOfFreedom} degrees of freedom.`,
      remedy: 'Give a p-value between 0 and 1, and the number of runs less those that means took up.',
    });
  if (alternative === 'two-sided') return studentCritical(pValue / 2, degreesOfFreedom);
  const t = studentCritical(pValue, degreesOfFreedom);
  return alternative === 'greater' ? t : -t;
}
