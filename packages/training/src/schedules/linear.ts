import { requireKnownOptions } from '@tomoni/spec';
import type { LearningRateSchedule } from './schedule.js';
import { progress, resolveWarmUp, type WarmUpOptions } from './warm-up.js';

/**
 * Falls in a straight line to 0.
 *
 * Source: Devlin et al., "BERT", NAACL 2019; values as `get_linear_schedule_with_warmup` of Hugging Face transformers.
 *
 * @throws TomoniError `invalid-argument` where the warm-up is out of its range
 *
 * @example
 * ```ts
 * import { linear } from '@tomoni/training';
 *
 * console.log(linear({ warmup: 2 }).factor(6, 10)); // 0.5
 * ```
 */
export function linear(options: WarmUpOptions = {}): LearningRateSchedule {
  requireKnownOptions('linear()', options, ['warmup']);
  const warmUp = resolveWarmUp(options);
  return {
    description: `linear to 0${warmUp.description}`,
    factor: warmUp.before((step, warmup, total) => 1 - progress(step, warmup, total)),
  };
}
