import jstat from 'jstat';
import { incompleteBeta } from './incomplete-beta.js';
import { tailQuantile } from './tail-quantile.js';

/**
 * P(T > t) for Student's t with `degreesOfFreedom` > 0; `NaN` where an argument is `NaN` or there is no degree of freedom.
 */
export function studentTail(t: number, degreesOfFreedom: number): number {
  if (Number.isNaN(t) || !(degreesOfFreedom > 0)) return Number.NaN;
  if (t < 0) return 1 - studentTail(-t, degreesOfFreedom);
  if (t === Number.POSITIVE_INFINITY) return 0;
  const scaled = (t / Math.sqrt(degreesOfFreedom)) ** 2;
  if (scaled === Number.POSITIVE_INFINITY) return 0;
  return incompleteBeta(1 / (1 + scaled), scaled / (1 + scaled), degreesOfFreedom / 2, 0.5) / 2;
}

/** The t that Student's T exceeds with a probability in (0, 1): the first digits are jstat's. */
export function studentCritical(probability: number, degreesOfFreedom: number): number {
  if (!(degreesOfFreedom > 0)) return Number.NaN;
  if (probability > 0.5) return -studentCritical(1 - probability, degreesOfFreedom);
  if (probability === 0.5) return 0;
  const distribution = {
    tail: (t: number) => studentTail(t, degreesOfFreedom),
    density: (t: number) => jstat.jStat.studentt.pdf(t, degreesOfFreedom),
  };
  return tailQuantile(distribution, probability, -jstat.jStat.studentt.inv(probability, degreesOfFreedom));
}
