import { type JsonObject, TomoniError } from '@tomoni/spec';
import { mean } from '@tomoni/statistics';
import type { AnalysisPlan } from '../analysis/plan/analysis-plan.js';
import { planDirection, selectionPart } from '../plan/plan-direction.js';
import type { Selection, TrialScore } from './study-results.js';

/** The arm with the best mean; of equals the first. */
export function chooseBest<Parameters extends JsonObject>(
  arms: Readonly<Record<string, readonly TrialScore<Parameters>[]>>,
  plan: AnalysisPlan,
): Selection {
  const better = planDirection(plan);
  const candidates = Object.entries(arms)
    .map(([arm, scores]) => ({ arm, mean: mean(scores.map(({ value }) => value)), trials: scores.length }))
    .sort((a, b) => (better === 'higher' ? b.mean - a.mean : a.mean - b.mean));
  const [best] = candidates;
  if (best === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'There is no arm to choose: none has scores.',
      remedy: 'Run the trials first, or name arms that have some.',
    });
  return {
    arm: best.arm,
    at: new Date().toISOString(),
    task: plan.task,
    score: plan.score,
    better,
    part: selectionPart(plan),
    candidates,
  };
}
