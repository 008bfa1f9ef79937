import { TomoniError } from '@tomoni/spec';

/** What is held against "no difference": a difference in either direction, a greater first sample, or a lesser one. */
export type Alternative = 'two-sided' | 'greater' | 'less';

/** @throws TomoniError `invalid-argument` where it is no alternative, which the compiler finds only where there is one */
export function requireAlternative(alternative: Alternative): void {
  if (!['two-sided', 'greater', 'less'].includes(alternative))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `There is no alternative '${alternative}'.`,
      remedy: "Give 'two-sided', 'greater' or 'less'.",
    });
}

/**
 * The probability of a statistic at least as extreme, from the upper tail of a distribution that is symmetric about 0.
 */
export function tailProbability(
  tail: (statistic: number) => number,
  statistic: number,
  alternative: Alternative,
): number {
  requireAlternative(alternative);
  if (alternative === 'greater') return tail(statistic);
  if (alternative === 'less') return tail(-statistic);
  return 2 * tail(Math.abs(statistic));
}
