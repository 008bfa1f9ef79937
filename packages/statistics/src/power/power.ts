import { TomoniError } from '@tomoni/spec';
import { type Alternative, requireAlternative } from '../distributions/alternative.js';
import { noncentralStudentTail } from '../distributions/noncentral-student.js';
import { studentCritical } from '../distributions/student.js';

/** What a study of two methods looks like, and what it is to find. */
export interface PowerOptions {
  /** The true difference of their means, in the unit of the scores. */
  readonly difference: number;
  /** Standard deviation of the scores of one method; of paired runs, that of the differences. */
  readonly deviation: number;
  /** Whether runs belong together pair by pair, such as folds. Default: false. */
  readonly paired?: boolean;
  /** Test rows per training row of folds that share training data (the corrected resampled test). Default: 0, independent runs. */
  readonly ratio?: number;
  /** Default: `two-sided`. */
  readonly alternative?: Alternative;
  /** Share of false alarms that is accepted. Default: 0.05. */
  readonly alpha?: number;
}

/**
 * The probability that a t-test finds a difference that is there, with so many runs of each method.
 *
 * Exact for normal scores: by the noncentral t distribution. Unpaired, both methods have the same deviation and number
 * of runs.
 *
 * @param runs of each method; at least 2
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { power } from '@tomoni/statistics';
 *
 * console.log(power(10, { difference: 0.01, deviation: 0.01 })); // 0.56…
 * ```
 */
export function power(runs: number, options: PowerOptions): number {
  const {
    difference,
    deviation,
    paired = false,
    ratio = 0,
    alternative = 'two-sided',
    alpha = 0.05,
  } = options;
  check(Number.isInteger(runs) && runs >= 2, 'number of runs', runs, 'a whole number from 2');
  check(Number.isFinite(difference), 'difference', difference, 'a number');
  check(deviation > 0 && Number.isFinite(deviation), 'deviation', deviation, 'a positive number');
  check(ratio >= 0 && Number.isFinite(ratio), 'ratio', ratio, 'a number from 0');
  check(ratio === 0 || paired, 'ratio', ratio, '0 where runs are not paired');
  check(alpha > 0 && alpha < 1, 'alpha', alpha, 'between 0 and 1');
  requireAlternative(alternative);
  const freedom = paired ? runs - 1 : 2 * (runs - 1);
  const standardError = deviation * Math.sqrt(paired ? 1 / runs + ratio : 2 / runs);
  const shift = difference / standardError;
  const critical = studentCritical(alternative === 'two-sided' ? alpha / 2 : alpha, freedom);
  const above = () => noncentralStudentTail(critical, freedom, shift);
  const below = () => noncentralStudentTail(critical, freedom, -shift);
  if (alternative === 'two-sided') return Math.min(1, above() + below());
  return alternative === 'greater' ? above() : below();
}

/** More runs than anybody makes. */
const mostRuns = 1_000_000;

/**
 * The least number of runs of each method with which a t-test finds a difference that is there, with a wanted probability.
 *
 * `undefined` where no number of runs is enough: folds that share training data settle at a limit.
 *
 * @param wanted probability of finding it, in (0, 1); 0.8 is usual
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { runsNeeded } from '@tomoni/statistics';
 *
 * console.log(runsNeeded(0.8, { difference: 0.01, deviation: 0.01 })); // 17
 * ```
 */
export function runsNeeded(wanted: number, options: PowerOptions): number | undefined {
  check(wanted > 0 && wanted < 1, 'wanted power', wanted, 'between 0 and 1');
  let [tooFew, enough] = [1, 2];
  while (power(enough, options) < wanted) {
    if (enough >= mostRuns) return undefined;
    [tooFew, enough] = [enough, 2 * enough];
  }
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (power(middle, options) >= wanted) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

function check(valid: boolean, name: string, value: number, range: string): void {
  if (valid) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The ${name} is ${value}.`,
    remedy: `Give ${range}.`,
  });
}
