import { median, standardDeviation } from '@tomoni/statistics';

/** Options of {@link baselineSpread}. */
export interface SpreadOptions {
  /** From how many times the others' deviation on a baseline is called unstable. Default: 3. */
  readonly limit?: number;
}

/** How the runs of a baseline vary beside those of all else. */
export interface BaselineSpread {
  /** Standard deviation of the baseline's runs. */
  readonly baseline: number;
  /** Median of the others' standard deviations. */
  readonly others: number;
  /** The first by the second; ∞ where the others do not vary. */
  readonly ratio: number;
  readonly unstable: boolean;
  /** In a sentence. */
  readonly description: string;
}

/**
 * Notices a baseline whose runs vary much more than the others': a few failed runs make its mean, and everything seems to help.
 *
 * `undefined` where the baseline or all others have a single run.
 *
 * @param others the scores of each other arm
 *
 * @example
 * ```ts
 * import { baselineSpread } from '@tomoni/studies';
 *
 * const spread = baselineSpread([0.71, 0.72, 1.4], [[0.7, 0.71, 0.705], [0.69, 0.7, 0.694]]);
 * console.log(spread?.unstable, spread?.description);
 * ```
 */
export function baselineSpread(
  baseline: readonly number[],
  others: readonly (readonly number[])[],
  options: SpreadOptions = {},
): BaselineSpread | undefined {
  const { limit = 3 } = options;
  const deviations = others.filter((scores) => scores.length > 1).map(standardDeviation);
  if (baseline.length < 2 || deviations.length === 0) return undefined;
  const [own, usual] = [standardDeviation(baseline), median(deviations)];
  const ratio = own === 0 ? 0 : own / usual;
  const unstable = ratio >= limit;
  return {
    baseline: own,
    others: usual,
    ratio,
    unstable,
    description: unstable
      ? `The baseline's runs vary ${ratio === Number.POSITIVE_INFINITY ? 'while the others do not' : `${ratio.toFixed(1)} times as much as the others' (standard deviation ${own.toPrecision(3)} beside ${usual.toPrecision(3)})`}: look at single runs before trusting any mean.`
      : `The baseline's runs vary ${ratio.toFixed(1)} times as much as the others'.`,
  };
}
