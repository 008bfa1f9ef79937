import type { Alternative } from './alternative.js';

/**
 * Probabilities of a sum of whole numbers of which each is taken or left with equal odds, by sum.
 *
 * Time and memory grow with the number of values times their total.
 */
export function signedSumProbabilities(values: readonly number[]): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  const probabilities = new Float64Array(total + 1);
  probabilities[0] = 1;
  let reached = 0;
  for (const value of values) {
    reached += value;
    for (let sum = reached; sum >= 0; sum--) {
      const taken = sum >= value ? (probabilities[sum - value] as number) : 0;
      probabilities[sum] = ((probabilities[sum] as number) + taken) / 2;
    }
  }
  return probabilities;
}

/**
 * Probabilities of the sum of `size` whole numbers drawn from a list without replacement, by sum.
 *
 * Time grows with the number of values, times `size`, times their total.
 */
export function drawnSumProbabilities(values: readonly number[], size: number): Float64Array {
  const total = values.reduce((sum, value) => sum + value, 0);
  const byCount = Array.from({ length: size + 1 }, () => new Float64Array(total + 1));
  (byCount[0] as Float64Array)[0] = 1;
  for (const [seen, value] of values.entries())
    for (let count = Math.min(seen + 1, size); count >= 1; count--) {
      const [fewer, here] = byCount.slice(count - 1, count + 1) as [Float64Array, Float64Array];
      for (let sum = value; sum <= total; sum++)
        here[sum] = (here[sum] as number) + (fewer[sum - value] as number);
    }
  const ways = byCount[size] as Float64Array;
  const all = ways.reduce((sum, count) => sum + count, 0);
  return ways.map((count) => count / all);
}

/** The probability of a sum at least as extreme; two-sided, twice the smaller tail, at most 1. */
export function sumTail(probabilities: Float64Array, found: number, alternative: Alternative): number {
  const between = (from: number, to: number) =>
    Math.min(
      1,
      probabilities.subarray(from, to).reduce((tail, probability) => tail + probability, 0),
    );
  const above = between(found, probabilities.length);
  const below = between(0, found + 1);
  if (alternative === 'two-sided') return Math.min(1, 2 * Math.min(above, below));
  return alternative === 'greater' ? above : below;
}

/** The largest sum whose lower tail is at most `probability`; −1 where there is none. */
export function lowerQuantile(probabilities: Float64Array, probability: number): number {
  let tail = 0;
  for (let sum = 0; sum < probabilities.length; sum++) {
    tail += probabilities[sum] as number;
    if (tail > probability) return sum - 1;
  }
  return probabilities.length - 1;
}
