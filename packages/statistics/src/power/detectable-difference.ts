import { TomoniError } from '@tomoni/spec';
import { type PowerOptions, power } from './power.js';

/** Options of {@link detectableDifference}. */
export interface DetectableOptions extends Omit<PowerOptions, 'difference'> {
  /** Probability of finding it, in (0, 1). Default: 0.8. */
  readonly wanted?: number;
}

/**
 * The smallest true difference that a t-test with so many runs finds with a wanted probability, always 0 or above: what a study was able to see.
 *
 * @param runs of each method; at least 2
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { detectableDifference } from '@tomoni/statistics';
 *
 * console.log(detectableDifference(10, { deviation: 0.01 })); // 0.0132…
 * ```
 */
export function detectableDifference(runs: number, options: DetectableOptions): number {
  const { wanted = 0.8, alternative = 'two-sided', ...rest } = options;
  if (!(wanted > 0 && wanted < 1))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The wanted power is ${wanted}.`,
      remedy: 'Give a number between 0 and 1.',
    });
  const side = alternative === 'less' ? 'greater' : alternative;
  const found = (difference: number) => power(runs, { ...rest, alternative: side, difference });
  if (found(0) >= wanted) return 0;
  let [tooSmall, enough] = [0, options.deviation];
  while (found(enough) < wanted) [tooSmall, enough] = [enough, 2 * enough];
  for (;;) {
    const middle = tooSmall + (enough - tooSmall) / 2;
    if (middle <= tooSmall || middle >= enough) return enough;
    if (found(middle) >= wanted) enough = middle;
    else tooSmall = middle;
  }
}
