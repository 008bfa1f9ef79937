import { createRng, type Rng, TomoniError } from '@tomoni/spec';
import type { Alternative } from '../distributions/alternative.js';
import { cliffsDelta } from '../effects/cliffs-delta.js';
import { cohenDz } from '../effects/cohen-d.js';
import type { Interval } from '../intervals/interval.js';
import { requireConfidence, requireSamples } from '../numeric/checks.js';
import { mean } from '../summary/mean.js';
import { meanDifference } from '../summary/mean-difference.js';
import { allSigns, allSubsets, randomSigns, randomSubsets, signCount, subsetCount } from './arrangements.js';
import { differences } from './differences.js';
import { described, type TestOptions, type TestResult } from './test-result.js';

/** Options of {@link permutationTest}. */
export interface PermutationTestOptions extends TestOptions {
  /** Whether the values of the two samples belong together pair by pair; then signs of differences are flipped. Default: false. */
  readonly paired?: boolean;
  /** Random arrangements drawn where there are too many to try all. Default: 9,999. */
  readonly resamples?: number;
  /** Where random arrangements come from. Default: the generator of seed 0. */
  readonly rng?: Rng;
}

/** Up to here all arrangements are tried: 10 against 10 runs, or 17 pairs. */
const mostArrangements = 200_000;

/** Sums of rounded numbers that differ by less than this part of the largest value are equal. */
const tolerance = 1e-12;

/**
 * The permutation test of the difference of two means: exact where there are at most 200,000 arrangements, otherwise by random ones.
 *
 * With m random arrangements, b of them at least as extreme, p is `(b + 1) / (m + 1)`; two-sided it is twice the smaller
 * one-sided p, at most 1. The interval holds the differences that the same arrangements do not reject; with few
 * values it is unbounded.
 *
 * Source: Pitman, "Significance tests which may be applied to samples from any populations", 1937; Phipson & Smyth,
 * "Permutation p-values should never be zero", 2010.
 *
 * @throws TomoniError `invalid-data` where a sample has fewer than two values or one that is not finite; `invalid-argument` where paired samples differ in length or `resamples` is not a positive integer
 *
 * @example
 * ```ts
 * import { permutationTest } from '@tomoni/statistics';
 *
 * const { pValue } = permutationTest([0.92, 0.94, 0.93], [0.9, 0.91, 0.89]);
 * console.log(pValue); // 0.1: the most extreme of 20 arrangements, on both sides
 * ```
 */
export function permutationTest(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: PermutationTestOptions = {},
): TestResult {
  const { alternative = 'two-sided', confidence = 0.95, paired = false, resamples = 9_999 } = options;
  const { rng = createRng(0) } = options;
  requireConfidence(confidence);
  requireSamples(a, b);
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The number of resamples is ${resamples}, which is not a positive integer.`,
    });
  const pairs = paired ? differences(a, b) : undefined;
  const shifts =
    pairs === undefined ? unpairedShifts(a, b, resamples, rng) : pairedShifts(pairs, resamples, rng);
  const estimate = pairs === undefined ? meanDifference(a, b) : mean(pairs);
  return described({
    test: paired ? 'paired permutation test' : 'permutation test',
    alternative,
    estimate,
    interval: invert(shifts, alternative, confidence),
    statistic: estimate,
    degreesOfFreedom: undefined,
    pValue: pValue(shifts, alternative),
    effectSize: pairs === undefined ? cliffsDelta(a, b, { confidence }) : cohenDz(pairs, { confidence }),
  });
}

/**
 * What each arrangement says of a shift δ of the first sample, sorted.
 *
 * Taking δ away from the first sample leaves an arrangement at least as great as the observed one exactly where
 * δ ≥ its threshold, and at least as small where δ ≤ it.
 */
interface Shifts {
  readonly thresholds: Float64Array;
  /** Arrangements that are the observed one whatever the shift. */
  readonly identical: number;
  /** Thresholds nearer to 0 than this are 0. */
  readonly zero: number;
}

function unpairedShifts(a: ArrayLike<number>, b: ArrayLike<number>, resamples: number, rng: Rng): Shifts {
  const [m, n] = [a.length, b.length];
  const pooled = Float64Array.from([...Array.from(a), ...Array.from(b)]);
  const center = mean(pooled);
  const values = pooled.map((value) => value - center);
  const subsets =
    subsetCount(m + n, m) <= mostArrangements
      ? allSubsets(m + n, m)
      : randomSubsets(m + n, m, resamples, rng);
  let observed = 0;
  for (let i = 0; i < m; i++) observed += values[i] as number;
  return gather(values, subsets, (subset) => {
    let total = 0;
    let moved = 0;
    for (const place of subset) {
      total += values[place] as number;
      if (place >= m) moved++;
    }
    return { difference: observed - total, moved };
  });
}

function pairedShifts(pairs: Float64Array, resamples: number, rng: Rng): Shifts {
  const n = pairs.length;
  const signs = signCount(n) <= mostArrangements ? allSigns(n) : randomSigns(n, resamples, rng);
  return gather(pairs, signs, (flips) => {
    let difference = 0;
    let moved = 0;
    for (let i = 0; i < n; i++)
      if (flips[i] === 1) {
        difference += pairs[i] as number;
        moved++;
      }
    return { difference, moved };
  });
}

/** The threshold of an arrangement that moves some values is the mean difference that moving them makes. */
function gather<Arrangement>(
  values: Float64Array,
  arrangements: Iterable<Arrangement>,
  weigh: (arrangement: Arrangement) => { readonly difference: number; readonly moved: number },
): Shifts {
  const thresholds: number[] = [];
  let identical = 0;
  for (const arrangement of arrangements) {
    const { difference, moved } = weigh(arrangement);
    if (moved === 0) identical++;
    else thresholds.push(difference / moved);
  }
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { thresholds: Float64Array.from(thresholds).sort(), identical, zero: largest * tolerance };
}

function pValue({ thresholds, identical, zero }: Shifts, alternative: Alternative): number {
  const total = thresholds.length + identical;
  const greater = (thresholds.filter((shift) => shift <= zero).length + identical) / total;
  const less = (thresholds.filter((shift) => shift >= -zero).length + identical) / total;
  if (alternative === 'greater') return greater;
  if (alternative === 'less') return less;
  return Math.min(1, 2 * Math.min(greater, less));
}

/** The shifts whose p-value is above 1 − confidence. */
function invert({ thresholds, identical }: Shifts, alternative: Alternative, confidence: number): Interval {
  const total = thresholds.length + identical;
  const tail = (1 - confidence) / (alternative === 'two-sided' ? 2 : 1);
  const rejected = Math.floor(tail * total * (1 + tolerance)) - identical;
  const bounded = rejected >= 0;
  return {
    lower: alternative === 'less' || !bounded ? Number.NEGATIVE_INFINITY : (thresholds[rejected] as number),
    upper:
      alternative === 'greater' || !bounded
        ? Number.POSITIVE_INFINITY
        : (thresholds[thresholds.length - 1 - rejected] as number),
    confidence,
  };
}
