/** An interval of a mean. */
export interface ScoreInterval {
  readonly lower: number;
  readonly upper: number;
}

/** The interval, where both of its ends can be drawn. */
export function drawable(interval: ScoreInterval | undefined): ScoreInterval | undefined {
  return interval !== undefined && Number.isFinite(interval.lower) && Number.isFinite(interval.upper)
    ? interval
    : undefined;
}
