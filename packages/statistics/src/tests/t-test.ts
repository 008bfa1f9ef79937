import { tailProbability } from '../distributions/alternative.js';
import { studentCritical, studentTail } from '../distributions/student.js';
import type { EffectSize } from '../effects/effect-size.js';
import { criticalInterval } from '../intervals/critical-interval.js';
import { requireConfidence } from '../numeric/checks.js';
import { described, type TestOptions, type TestResult } from './test-result.js';

/**
 * The result of a test whose statistic, `estimate / standardError`, follows Student's t.
 *
 * Without any spread t is `NaN` for an estimate of 0 and else ±∞, and p is `NaN` or the limit, as in SciPy.
 */
export function tTest(
  test: string,
  estimate: number,
  standardError: number,
  degreesOfFreedom: number,
  effectSize: (confidence: number) => EffectSize,
  { alternative = 'two-sided', confidence = 0.95 }: TestOptions,
): TestResult {
  requireConfidence(confidence);
  const statistic = estimate / standardError;
  const tail = (t: number) => studentTail(t, degreesOfFreedom);
  const critical = (probability: number) => studentCritical(probability, degreesOfFreedom);
  return described({
    test,
    alternative,
    estimate,
    interval: criticalInterval(estimate, standardError, critical, alternative, confidence),
    statistic,
    degreesOfFreedom,
    pValue: tailProbability(tail, statistic, alternative),
    effectSize: effectSize(confidence),
  });
}
