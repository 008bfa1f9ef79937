import jstat from 'jstat';
import { tailQuantile } from './tail-quantile.js';

/** From here on the continued fraction converges faster than the series loses digits. */
const far = 3;

function density(z: number): number {
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * P(Z > z) for the standard normal, exact to a few units in the last place also far out.
 *
 * Source: series 26.2.11 and continued fraction 26.2.14 of Abramowitz & Stegun.
 */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z < 0) return 1 - normalTail(-z);
  if (z === Number.POSITIVE_INFINITY) return 0;
  if (z >= far) {
    let fraction = z;
    for (let k = 100; k >= 1; k--) fraction = z + k / fraction;
    return density(z) / fraction;
  }
  let term = z;
  let series = z;
  for (let k = 3; term > series * Number.EPSILON; k += 2) {
    term *= (z * z) / k;
    series += term;
  }
  return 0.5 - density(z) * series;
}

/** The z that a standard normal exceeds with a probability in (0, 1), ±∞ at 0 and 1: the first digits are jstat's. */
export function normalCritical(probability: number): number {
  if (probability > 0.5) return -normalCritical(1 - probability);
  if (probability === 0.5) return 0;
  if (probability === 0) return Number.POSITIVE_INFINITY;
  return tailQuantile({ tail: normalTail, density }, probability, -jstat.jStat.normal.inv(probability, 0, 1));
}
