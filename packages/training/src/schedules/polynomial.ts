import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import type { LearningRateSchedule } from './schedule.js';
import { progress, resolveWarmUp, type WarmUpOptions } from './warm-up.js';

/** Options of {@link polynomial}. */
export interface PolynomialOptions extends WarmUpOptions {
  /** Exponent of what is left of the run. Default 1, a straight line. */
  readonly power?: number;
  /** Share of the learning rate at the end. Default 0. */
  readonly end?: number;
}

/**
 * Falls with a power of what is left of the run.
 *
 * Source: values as `get_polynomial_decay_schedule_with_warmup` of Hugging Face transformers.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { polynomial } from '@tomoni/training';
 *
 * console.log(polynomial({ power: 2 }).factor(5, 10)); // 0.25
 * ```
 */
export function polynomial(options: PolynomialOptions = {}): LearningRateSchedule {
  requireKnownOptions('polynomial()', options, ['power', 'end', 'warmup']);
  const { power = 1, end = 0 } = options;
  requireOption('the schedule', 'power', power, power > 0 && Number.isFinite(power), 'above 0');
  requireOption('the schedule', 'end', end, end >= 0 && end < 1, 'from 0 up to, but not including, 1');
  const warmUp = resolveWarmUp(options);
  return {
    description: `polynomial of power ${power} to ${end}${warmUp.description}`,
    factor: warmUp.before((step, warmup, total) => {
      const left = 1 - progress(step, warmup, total);
      return (1 - end) * left ** power + end;
    }),
  };
}
