import { createRng, type Rng, TomoniError } from '@tomoni/spec';
import { normalCritical, normalTail } from '../distributions/normal.js';
import { requireConfidence } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';
import { isConstant } from '../summary/constant.js';
import { mean } from '../summary/mean.js';
import { quantile } from '../summary/quantile.js';
import type { Interval } from './interval.js';
import type { IntervalOptions } from './mean-interval.js';

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions extends IntervalOptions {
  /** Quantiles of the resampled statistic, or these corrected for bias and acceleration. Default: `bca`. */
  readonly method?: 'percentile' | 'bca';
  /** Number of resamples. Default: 9,999. */
  readonly resamples?: number;
  /** Where resamples come from. Default: the generator of seed 0. */
  readonly rng?: Rng;
}

/** A statistic of a sample with what resampling says of it. */
export interface BootstrapInterval extends Interval {
  /** The statistic of the sample itself. */
  readonly estimate: number;
  /** Standard deviation of the resampled statistic. */
  readonly standardError: number;
}

/**
 * The interval of any statistic of a sample, from samples drawn from it with replacement.
 *
 * What is drawn are the entries, whatever they are: numbers, pairs of scores, predictions of single texts. Where the
 * statistic does not vary, the interval is the estimate itself.
 *
 * Source: Efron, "Better bootstrap confidence intervals", 1987.
 *
 * @param statistic gives `NaN` for a sample in which it is not defined, which makes the interval `NaN` too
 * @throws TomoniError `invalid-data` for fewer than two entries; `invalid-argument` where `resamples` is not a positive integer
 *
 * @example
 * ```ts
 * import { createRng } from '@tomoni/spec';
 * import { bootstrapInterval, median } from '@tomoni/statistics';
 *
 * const times = [3.1, 2.9, 3.4, 8.2, 3.0, 3.3];
 * const { estimate, lower, upper } = bootstrapInterval(times, median, { rng: createRng(1) });
 * console.log(estimate, lower, upper);
 * ```
 */
export function bootstrapInterval<Entry>(
  sample: ArrayLike<Entry>,
  statistic: (sample: readonly Entry[]) => number,
  options: BootstrapOptions = {},
): BootstrapInterval {
  const { confidence = 0.95, method = 'bca', resamples = 9_999, rng = createRng(0) } = options;
  requireConfidence(confidence);
  if (!Number.isInteger(resamples) || resamples < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The number of resamples is ${resamples}, which is not a positive integer.`,
    });
  const entries = Array.from(sample);
  const n = entries.length;
  if (n < 2)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The sample has ${n} ${n === 1 ? 'entry' : 'entries'}; at least 2 are needed to resample it.`,
    });
  const estimate = statistic(entries);
  const replicates = Float64Array.from({ length: resamples }, () =>
    statistic(entries.map(() => entries[rng.integer(n)] as Entry)),
  );
  const tail = (1 - confidence) / 2;
  const levels =
    method === 'percentile'
      ? ([tail, 1 - tail] as const)
      : bcaLevels(
          estimate,
          replicates,
          entries.map((_, left) => statistic(entries.filter((_, i) => i !== left))),
          tail,
        );
  const at = (level: number) => (Number.isNaN(level) ? Number.NaN : quantile(replicates, level));
  const center = mean(replicates);
  const squares = sum(resamples, (i) => ((replicates[i] as number) - center) ** 2);
  return {
    estimate,
    standardError: Math.sqrt(squares / (resamples - 1)),
    lower: at(levels[0]),
    upper: at(levels[1]),
    confidence,
  };
}

/**
 * The fractions of the replicates between which the bias-corrected and accelerated interval lies.
 *
 * An estimate beyond all replicates counts as half a replicate inside, which keeps the bias finite.
 *
 * @param jackknife the statistic with each entry left out in turn
 */
export function bcaLevels(
  estimate: number,
  replicates: ArrayLike<number>,
  jackknife: ArrayLike<number>,
  tail: number,
): readonly [lower: number, upper: number] {
  if (isConstant(replicates) || isConstant(jackknife)) return [tail, 1 - tail];
  const below = sum(replicates.length, (i) => rankAgainst(replicates[i] as number, estimate));
  const fraction = Math.min(Math.max(below, 0.5), replicates.length - 0.5) / replicates.length;
  const bias = -normalCritical(fraction);
  const center = mean(jackknife);
  const influence = (i: number) => center - (jackknife[i] as number);
  const cubes = sum(jackknife.length, (i) => influence(i) ** 3);
  const squares = sum(jackknife.length, (i) => influence(i) ** 2);
  const acceleration = cubes / (6 * squares ** 1.5);
  const level = (z: number) => normalTail(-(bias + (bias + z) / (1 - acceleration * (bias + z))));
  const critical = normalCritical(tail);
  return [level(-critical), level(critical)];
}

/** 1 below, ½ at and 0 above the estimate. */
function rankAgainst(replicate: number, estimate: number): number {
  return replicate < estimate ? 1 : replicate === estimate ? 0.5 : 0;
}
