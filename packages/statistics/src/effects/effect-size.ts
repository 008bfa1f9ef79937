import type { Interval } from '../intervals/interval.js';

/** How large a difference is, free of the unit that it was measured in. */
export interface EffectSize {
  /** Such as `Cohen's d`. */
  readonly name: string;
  readonly value: number;
  readonly interval: Interval;
}
