import { normalCritical } from '../distributions/normal.js';
import type { IntervalOptions } from '../intervals/mean-interval.js';
import { requireConfidence, requireSamples } from '../numeric/checks.js';
import { sum } from '../numeric/sum.js';
import type { EffectSize } from './effect-size.js';

/**
 * How much more often a value of the first sample is above one of the second than below it: −1 to 1, 0 for no difference.
 *
 * It uses the order of the values alone. The asymmetric interval stays inside [−1, 1].
 *
 * Source: Cliff, "Dominance statistics", 1993; interval by Feng & Cliff, "Monte Carlo evaluation of ordinal d with
 * improved confidence interval", 2004.
 *
 * @throws TomoniError `invalid-data` where a sample has fewer than two values or one that is not finite
 *
 * @example
 * ```ts
 * import { cliffsDelta } from '@tomoni/statistics';
 *
 * console.log(cliffsDelta([3, 4, 5], [1, 2, 4]).value); // 0.6666666666666666
 * ```
 */
export function cliffsDelta(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  options: IntervalOptions = {},
): EffectSize {
  const { confidence = 0.95 } = options;
  requireConfidence(confidence);
  requireSamples(a, b);
  const [m, n] = [a.length, b.length];
  const dominance = (i: number, j: number) => Math.sign((a[i] as number) - (b[j] as number));
  const rows = Array.from({ length: m }, (_, i) => sum(n, (j) => dominance(i, j)) / n);
  const columns = Array.from({ length: n }, (_, j) => sum(m, (i) => dominance(i, j)) / m);
  const delta = sum(m, (i) => rows[i] as number) / m;
  const squares = (values: readonly number[]) =>
    sum(values.length, (i) => ((values[i] as number) - delta) ** 2);
  const cells = sum(m * n, (k) => (dominance(Math.floor(k / n), k % n) - delta) ** 2);
  const variance = (n ** 2 * squares(rows) + m ** 2 * squares(columns) - cells) / (m * n * (m - 1) * (n - 1));
  const critical = normalCritical((1 - confidence) / 2);
  const bounds =
    Math.abs(delta) === 1
      ? separated(delta, Math.min(m, n), critical)
      : overlapping(delta, Math.max(variance, (1 - delta ** 2) / (m * n - 1)), critical);
  return { name: "Cliff's delta", value: delta, interval: { ...bounds, confidence } };
}

interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

function overlapping(delta: number, variance: number, critical: number): Bounds {
  const spread = critical ** 2 * variance;
  const root = Math.sqrt(spread * ((1 - delta ** 2) ** 2 + spread));
  const scale = 1 - delta ** 2 + spread;
  return { lower: (delta - delta ** 3 - root) / scale, upper: (delta - delta ** 3 + root) / scale };
}

/** Where every value of one sample lies above the other's, the values say nothing of the variance; the smaller sample's size does. */
function separated(delta: number, smaller: number, critical: number): Bounds {
  const inner = (smaller - critical ** 2) / (smaller + critical ** 2);
  return delta === 1 ? { lower: inner, upper: 1 } : { lower: -1, upper: -inner };
}
