import { TomoniError } from '@tomoni/spec';
import { scoreDirection } from '@tomoni/statistics';
import type { AnalysisPlan } from '../analysis/plan/analysis-plan.js';

/**
 * Which way the planned score is better: as the plan says, else as the score's name usually means.
 *
 * @throws TomoniError `invalid-argument` where neither is known
 */
export function planDirection({ score, better }: AnalysisPlan): 'higher' | 'lower' {
  const direction = better ?? scoreDirection(score);
  if (direction !== undefined) return direction;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `Whether a higher or a lower '${score}' is better is not known.`,
    remedy: "Say in the plan which way it is better: `better: 'higher'`.",
  });
}

/** The part of the data on which arms are chosen; every other part is sealed until the test is opened. */
export function selectionPart({ selection = 'validation' }: AnalysisPlan): string {
  return selection;
}

/** The part of the data whose scores are compared. */
export function comparisonPart({ part = 'test' }: AnalysisPlan): string {
  return part;
}
