import { logGamma } from '../distributions/gamma.js';
import type { IntervalOptions } from '../intervals/mean-interval.js';
import { cohenD, standardized } from './cohen-d.js';
import type { EffectSize } from './effect-size.js';

/**
 * Cohen's d without its bias in small samples.
 *
 * Source: Hedges, "Distribution theory for Glass's estimator of effect size", 1981, with the exact correction.
 *
 * @throws TomoniError `invalid-data` where a sample has fewer than two values or one that is not finite
 *
 * @example
 * ```ts
 * import { hedgesG } from '@tomoni/statistics';
 *
 * console.log(hedgesG([0.92, 0.94, 0.93], [0.9, 0.91, 0.92]).value); // 1.5957…
 * ```
 */
export function hedgesG(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: IntervalOptions = {},
): EffectSize {
  const { value } = cohenD(a, b, options);
  const freedom = a.length + b.length - 2;
  const correction = Math.exp(
    logGamma(freedom / 2) - logGamma((freedom - 1) / 2) - Math.log(freedom / 2) / 2,
  );
  const n = a.length + b.length;
  const error = correction * Math.sqrt(n / (a.length * b.length) + value ** 2 / (2 * n));
  return standardized("Hedges' g", correction * value, error, options);
}
