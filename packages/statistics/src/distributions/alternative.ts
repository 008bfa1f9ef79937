/** What is held against "no difference": a difference in either direction, a greater first sample, or a lesser one. */
export type Alternative = 'two-sided' | 'greater' | 'less';

/**
 * The probability of a statistic at least as extreme, from the upper tail of a distribution that is symmetric about 0.
 */
export function tailProbability(
  tail: (statistic: number) => number,
  statistic: number,
  alternative: Alternative,
): number {
  if (alternative === 'greater') return tail(statistic);
  if (alternative === 'less') return tail(-statistic);
  return 2 * tail(Math.abs(statistic));
}
