/** What is known of a distribution that is symmetric about 0. */
interface Distribution {
  /** P(T > t), to the last digits. */
  readonly tail: (t: number) => number;
  /** The density, to some digits. */
  readonly density: (t: number) => number;
}

/** Each step doubles the digits that are right; jstat's eight make sixteen in one. */
const mostSteps = 20;

/**
 * The t > 0 with `tail(t) = probability`, by Newton's method.
 *
 * @param probability in (0, ½)
 * @param start a t near it
 */
export function tailQuantile({ tail, density }: Distribution, probability: number, start: number): number {
  let t = start;
  for (let step = 0; step < mostSteps; step++) {
    const change = (tail(t) - probability) / density(t);
    t += change;
    if (Math.abs(change) <= t * 4 * Number.EPSILON) break;
  }
  return t;
}
