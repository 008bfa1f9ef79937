import { normalCritical } from '../distributions/normal.js';
import type { EffectSize } from './effect-size.js';

/**
 * Of the ranks of paired differences, the share that speaks for the first sample minus the share that speaks against it.
 *
 * Source: Kerby, "The simple difference formula", 2014; interval by Fisher's transformation with the standard error of
 * the signed-rank sum under no difference.
 *
 * @param share of the rank sum that belongs to positive differences, in [0, 1]
 * @param pairs number of differences that are not 0
 */
export function rankBiserial(share: number, pairs: number, confidence: number): EffectSize {
  const value = 2 * share - 1;
  const standardError = Math.sqrt((2 * pairs ** 3 + 3 * pairs ** 2 + pairs) / 6) / ((pairs ** 2 + pairs) / 2);
  const reach = normalCritical((1 - confidence) / 2) * standardError;
  return {
    name: 'rank-biserial correlation',
    value,
    interval: {
      lower: Math.tanh(Math.atanh(value) - reach),
      upper: Math.tanh(Math.atanh(value) + reach),
      confidence,
    },
  };
}
