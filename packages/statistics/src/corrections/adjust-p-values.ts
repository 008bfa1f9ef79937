import { benjaminiHochberg } from './benjamini-hochberg.js';
import { bonferroni } from './bonferroni.js';
import { holm } from './holm.js';

/** How p-values are corrected for their number: {@link holm} and {@link bonferroni} hold the chance of any false discovery, {@link benjaminiHochberg} the share of false ones. */
export type Correction = 'holm' | 'benjamini-hochberg' | 'bonferroni' | 'none';

const corrections: Readonly<Record<Correction, (pValues: ArrayLike<number>) => number[]>> = {
  holm,
  'benjamini-hochberg': benjaminiHochberg,
  bonferroni,
  none: (pValues) => Array.from(pValues),
};

/**
 * P-values after a correction that is chosen by name. `NaN` stays `NaN` and does not count as a test.
 *
 * @throws TomoniError `invalid-argument` where a value is outside [0, 1]
 *
 * @example
 * ```ts
 * import { adjustPValues } from '@tomoni/statistics';
 *
 * console.log(adjustPValues([0.01, 0.04, 0.03], 'holm')); // [0.03, 0.06, 0.06]
 * ```
 */
export function adjustPValues(pValues: ArrayLike<number>, correction: Correction): number[] {
  return corrections[correction](pValues);
}
