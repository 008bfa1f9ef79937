import { TomoniError } from '@tomoni/spec';

/**
 * The value below which a fraction of the sample lies, linear between neighbours (type 7 of Hyndman & Fan 1996, NumPy's default); `NaN` for an empty list or one with a `NaN`.
 *
 * @param fraction in [0, 1]
 * @throws TomoniError `invalid-argument` where the fraction is outside [0, 1]
 *
 * @example
 * ```ts
 * import { quantile } from '@tomoni/statistics';
 *
 * console.log(quantile([4, 1, 3, 2], 0.25)); // 1.75
 * ```
 */
export function quantile(values: ArrayLike<number>, fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The fraction ${fraction} is not in [0, 1].`,
    });
  const sorted = Float64Array.from(values).sort();
  if (sorted.length === 0 || Number.isNaN(sorted.at(-1))) return Number.NaN;
  const place = fraction * (sorted.length - 1);
  const below = sorted[Math.floor(place)] as number;
  const above = sorted[Math.ceil(place)] as number;
  return below === above ? below : below + (above - below) * (place % 1);
}

/**
 * The middle of the sorted values, or the mean of the two in the middle; `NaN` for an empty list.
 *
 * @example
 * ```ts
 * import { median } from '@tomoni/statistics';
 *
 * console.log(median([9, 1, 2])); // 2
 * ```
 */
export function median(values: ArrayLike<number>): number {
  return quantile(values, 0.5);
}
