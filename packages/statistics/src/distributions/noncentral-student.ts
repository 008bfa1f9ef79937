import { logGamma } from './gamma.js';
import { incompleteBeta } from './incomplete-beta.js';
import { normalTail } from './normal.js';

/** Terms beyond this share of the sum do not change it. */
const negligible = 1e-17;

/**
 * P(T > t) for the noncentral t distribution.
 *
 * Source: Lenth, "Cumulative distribution function of the non-central t distribution", Applied Statistics 38, 1989
 * (AS 243), with the terms taken from the largest outwards.
 */
export function noncentralStudentTail(t: number, degreesOfFreedom: number, noncentrality: number): number {
  if (t < 0) return 1 - noncentralStudentTail(-t, degreesOfFreedom, -noncentrality);
  return Math.min(1, Math.max(0, 1 - upTo(t, degreesOfFreedom, noncentrality)));
}

/** P(T ≤ t) for t ≥ 0. */
function upTo(t: number, freedom: number, delta: number): number {
  const x = (t * t) / (freedom + t * t);
  const complement = freedom / (freedom + t * t);
  const half = (delta * delta) / 2;
  const term = (j: number) => {
    if (half === 0) return j === 0 ? incompleteBeta(x, complement, 0.5, freedom / 2) : 0;
    const even = Math.exp(-half + j * Math.log(half) - logGamma(j + 1));
    const odd = Math.sign(delta) * Math.exp(-half + (j + 0.5) * Math.log(half) - logGamma(j + 1.5));
    return (
      even * incompleteBeta(x, complement, j + 0.5, freedom / 2) +
      odd * incompleteBeta(x, complement, j + 1, freedom / 2)
    );
  };
  const largest = Math.floor(half);
  let sum = 0;
  for (let j = largest; ; j++) {
    const value = term(j);
    sum += value;
    if (Math.abs(value) <= negligible * Math.abs(sum) || j > largest + 10_000) break;
  }
  for (let j = largest - 1; j >= 0; j--) {
    const value = term(j);
    sum += value;
    if (Math.abs(value) <= negligible * Math.abs(sum)) break;
  }
  return normalTail(delta) + sum / 2;
}
