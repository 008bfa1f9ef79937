import { requireKnownOptions } from '@tomoni/spec';
import type { LearningRateSchedule } from './schedule.js';
import { resolveWarmUp, type WarmUpOptions } from './warm-up.js';

/**
 * The same learning rate throughout.
 *
 * @throws TomoniError `invalid-argument` where the warm-up is out of its range
 *
 * @example
 * ```ts
 * import { constant } from '@tomoni/training';
 *
 * console.log(constant({ warmup: 100 }).factor(50, 1000)); // 0.5
 * ```
 */
export function constant(options: WarmUpOptions = {}): LearningRateSchedule {
  requireKnownOptions('constant()', options, ['warmup']);
  const warmUp = resolveWarmUp(options);
  return { description: `constant${warmUp.description}`, factor: warmUp.before(() => 1) };
}
