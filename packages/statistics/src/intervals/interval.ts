/** A range of plausible values. */
export interface Interval {
  /** −∞ where the interval is open below. */
  readonly lower: number;
  /** +∞ where the interval is open above. */
  readonly upper: number;
  /** How often such intervals hold the true value, in (0, 1). */
  readonly confidence: number;
}
