import { createRng, type Rng, TomoniError } from '@tomoni/spec';
import { normalCritical } from '../distributions/normal.js';
import type { Interval } from '../intervals/interval.js';

/** Options of {@link rejectionRate}. */
export interface RejectionOptions {
  /** Number of studies simulated. Default: 1,000. */
  readonly studies?: number;
  /** A study rejects where its p-value is at most this. Default: 0.05. */
  readonly alpha?: number;
  /** Where randomness comes from; study i gets the fork `i`. Default: the generator of seed 0. */
  readonly rng?: Rng;
}

/** How often a test rejected. */
export interface RejectionRate {
  readonly studies: number;
  readonly rejected: number;
  /** Rejected of all. */
  readonly rate: number;
  /** Of the rate: its Monte-Carlo error. */
  readonly standardError: number;
  /** Wilson's, with confidence 0.95. */
  readonly interval: Interval;
}

/**
 * Simulates studies and counts in how many a test rejects: its false-positive rate where nothing is there, its power where something is.
 *
 * @param study simulates one study and gives the p-value of the test; `NaN` does not reject
 * @throws TomoniError `invalid-argument` where the number of studies is not a positive integer
 *
 * @example
 * ```ts
 * import { rejectionRate, welchTest } from '@tomoni/statistics';
 *
 * const { rate } = rejectionRate((rng) => {
 *   const runs = () => Array.from({ length: 5 }, () => 0.9 + 0.01 * rng.normal());
 *   return welchTest(runs(), runs()).pValue;
 * });
 * console.log(rate); // about 0.05
 * ```
 */
export function rejectionRate(study: (rng: Rng) => number, options: RejectionOptions = {}): RejectionRate {
  const { studies = 1_000, alpha = 0.05, rng = createRng(0) } = options;
  if (!Number.isInteger(studies) || studies < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The number of studies is ${studies}, which is not a positive integer.`,
    });
  let rejected = 0;
  for (let i = 0; i < studies; i++) if (study(rng.fork(i)) <= alpha) rejected++;
  const rate = rejected / studies;
  const z = normalCritical(0.025);
  const center = (rate + z ** 2 / (2 * studies)) / (1 + z ** 2 / studies);
  const reach =
    (z * Math.sqrt((rate * (1 - rate)) / studies + z ** 2 / (4 * studies ** 2))) / (1 + z ** 2 / studies);
  return {
    studies,
    rejected,
    rate,
    standardError: Math.sqrt((rate * (1 - rate)) / studies),
    interval: { lower: center - reach, upper: center + reach, confidence: 0.95 },
  };
}
