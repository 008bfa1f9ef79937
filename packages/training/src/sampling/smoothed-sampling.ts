import { requireOption } from '../options/require-option.js';
import type { SamplingMethod } from './sampling-method.js';

/**
 * Every epoch has a number of rows of each table that is evened out: of `N` rows in all, a table of `n` rows gives
 * `N pˢ / Σ pˢ` with `p = n/N`, rounded down. Rows of a short table come again within an epoch, those of a long one are gone through
 * over several.
 *
 * Source: van der Goot et al., "Massive Choice, Ample Tasks (MaChAmp)", EACL 2021.
 *
 * @param smoothing `s`: 1 is in proportion to the rows, 0 equally many
 * @throws TomoniError `invalid-argument` where the smoothing is not from 0 to 1
 *
 * @example
 * ```ts
 * import { smoothedSampling } from '@tomoni/training';
 *
 * console.log(smoothedSampling(0.5).description);
 * ```
 */
export function smoothedSampling(smoothing: number): SamplingMethod {
  const fits = smoothing >= 0 && smoothing <= 1;
  requireOption('smoothedSampling()', 'smoothing', smoothing, fits, 'a number from 0 to 1');
  return {
    description: `rows per epoch in proportion to the tables' rows, to the power ${smoothing}`,
    create: (tables) => {
      const rows = tables.reduce((sum, { count }) => sum + count, 0);
      const powers = tables.map(({ count }) => (count / rows) ** smoothing);
      const sum = powers.reduce((a, b) => a + b, 0);
      return { per: 'epoch', sizes: powers.map((power) => Math.max(1, Math.floor((rows * power) / sum))) };
    },
  };
}
