import { TomoniError } from '@tomoni/spec';
import { decimalFormat, runsNeeded, variance } from '@tomoni/statistics';

/** Options of {@link seedsNeeded}. */
export interface SeedsOptions {
  /** Probability of finding the difference, in (0, 1). Default: 0.8. */
  readonly wanted?: number;
  /** Whether only one direction is looked for. Default: `two-sided`. */
  readonly alternative?: 'two-sided' | 'better';
  /** Share of false alarms that is accepted; of k comparisons corrected by Bonferroni's method 0.05 / k. Default: 0.05. */
  readonly alpha?: number;
}

/** How many runs a study needs. */
export interface SeedsNeeded {
  /** Of each arm; `undefined` where no number suffices. */
  readonly runs: number | undefined;
  /** Standard deviation of the runs of an arm, pooled over the pilot's arms. */
  readonly deviation: number;
  /** In a sentence. */
  readonly description: string;
}

/**
 * How many seeds each arm needs for Welch's or Student's test to find a difference, judged by how the runs of a pilot vary.
 *
 * @param difference the true difference to be found, in the unit of the score
 * @param pilot scores of one or more arms; few runs give a rough answer
 * @throws TomoniError `invalid-data` where no arm of the pilot has two runs, or none varies; `invalid-argument` where the difference is 0 or an option is out of its range
 *
 * @example
 * ```ts
 * import { seedsNeeded } from '@tomoni/studies';
 *
 * const pilot = [[0.712, 0.721, 0.708], [0.699, 0.704, 0.711]];
 * console.log(seedsNeeded(0.01, pilot).description);
 * ```
 */
export function seedsNeeded(
  difference: number,
  pilot: readonly (readonly number[])[],
  options: SeedsOptions = {},
): SeedsNeeded {
  const { wanted = 0.8, alternative = 'two-sided', alpha = 0.05 } = options;
  const deviation = pooledDeviation(pilot);
  if (!(deviation > 0 && Number.isFinite(deviation)))
    throw new TomoniError({
      code: 'invalid-data',
      what: 'The pilot does not show how runs vary: no arm has two runs that differ, or a score is not finite.',
      remedy: 'Give the scores of at least one arm with several seeds.',
    });
  if (!(Math.abs(difference) > 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `No number of runs finds a difference of ${difference}.`,
      remedy: 'Give the smallest difference that matters, in the unit of the score.',
    });
  const side = alternative === 'two-sided' ? 'two-sided' : 'greater';
  const runs = runsNeeded(wanted, { difference: Math.abs(difference), deviation, alternative: side, alpha });
  const number = decimalFormat(Math.min(9, Math.max(4, 2 - Math.floor(Math.log10(deviation)))));
  return {
    runs,
    deviation,
    description: `${runs === undefined ? 'No number of runs finds' : `${runs} runs of each arm find`} a difference of ${number(Math.abs(difference))} with probability ${wanted}, where runs vary by ${number(deviation)} (standard deviation).`,
  };
}

function pooledDeviation(pilot: readonly (readonly number[])[]): number {
  const several = pilot.filter((scores) => scores.length > 1);
  const freedom = several.reduce((sum, scores) => sum + scores.length - 1, 0);
  const squares = several.reduce((sum, scores) => sum + (scores.length - 1) * variance(scores), 0);
  return Math.sqrt(squares / freedom);
}
