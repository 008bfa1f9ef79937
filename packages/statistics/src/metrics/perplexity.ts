/**
 * The perplexity of a mean cross entropy in nats: `exp(loss)`.
 *
 * @example
 * ```ts
 * import { perplexity } from '@tomoni/statistics';
 *
 * console.log(perplexity(Math.log(20))); // 20, up to rounding: as unsure as among 20 equal choices
 * ```
 */
export function perplexity(loss: number): number {
  return Math.exp(loss);
}
