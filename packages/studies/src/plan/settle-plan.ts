import { isDeepStrictEqual } from 'node:util';
import { findNotJson, TomoniError } from '@tomoni/spec';
import { type AnalysisPlan, plannedTests } from '../analysis/plan/analysis-plan.js';
import type { StudyStore } from '../store/study-store.js';
import { planDirection } from './plan-direction.js';

/**
 * Has the plan stored before the first trial, and holds the study to it: one that differs from what is stored is taken where
 * there are no results yet, or as an amendment with its reason.
 *
 * @throws TomoniError `mismatch` where the plan differs, there are results, and no reason is given; `invalid-argument` where
 *   it is not plain JSON, does not say which way its score is better, or something in it is out of range
 */
export async function settlePlan(
  store: StudyStore,
  plan: AnalysisPlan,
  reason: string | undefined,
): Promise<void> {
  requireUsable(plan);
  const { plan: stored, results } = store.record;
  const at = new Date().toISOString();
  const given: AnalysisPlan = JSON.parse(JSON.stringify(plan));
  if (stored === undefined && results.size === 0) return store.add({ type: 'plan', at, plan: given });
  if (stored !== undefined && isDeepStrictEqual(stored.current, given)) return;
  if (results.size === 0) return store.add({ type: 'plan', at, plan: given });
  if (reason !== undefined && reason.trim() !== '')
    return store.add({ type: 'plan', at, plan: given, reason });
  throw new TomoniError({
    code: 'mismatch',
    what:
      stored === undefined
        ? `The study has ${results.size} results, and its plan was lost.`
        : `The plan of the analysis differs from the stored one in ${differing(stored.current, given)}, and there are ${results.size} results already.`,
    remedy:
      'Give the stored plan and report anything else as post hoc, or say in `amendment` why it changes: that is stored and reported.',
  });
}

function requireUsable(plan: AnalysisPlan): void {
  const place = findNotJson(plan, 'plan');
  if (place !== undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The plan of the analysis is not plain JSON: ${place}.`,
      remedy: 'Give names and numbers alone.',
    });
  planDirection(plan);
  const { test = 'welch', alpha = 0.05, ratio = 1, margin = 1 } = plan;
  requireThat(plannedTests.includes(test), `test is '${test}'`, `Name one of ${plannedTests.join(', ')}.`);
  requireThat(alpha > 0 && alpha < 0.5, `alpha is ${alpha}`, 'Give a number between 0 and 0.5.');
  requireThat(ratio > 0, `ratio is ${ratio}`, 'Give a number above 0: 1 / 8 for ten folds of 8:1:1.');
  requireThat(margin > 0, `margin is ${margin}`, 'Give a number above 0, in the unit of the score.');
}

function requireThat(holds: boolean, what: string, remedy: string): void {
  if (holds) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The plan of the analysis cannot be used: its ${what}.`,
    remedy,
  });
}

function differing(a: AnalysisPlan, b: AnalysisPlan): string {
  const [left, right] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return [...new Set([...left.keys(), ...right.keys()])]
    .filter((key) => !isDeepStrictEqual(left.get(key), right.get(key)))
    .map((key) => `'${key}'`)
    .join(', ');
}
