import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import type { LearningRateSchedule } from './schedule.js';
import { progress, resolveWarmUp, type WarmUpOptions } from './warm-up.js';

/** Options of {@link cosineWithRestarts}. */
export interface RestartOptions extends WarmUpOptions {
  /** How often the rate falls from 1 to 0. Default 1. */
  readonly cycles?: number;
}

/**
 * Falls to 0 along half a cosine: slowly at first and at the end.
 *
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017; values as
 * `get_cosine_schedule_with_warmup` of Hugging Face transformers.
 *
 * @throws TomoniError `invalid-argument` where the warm-up is out of its range
 *
 * @example
 * ```ts
 * import { cosine } from '@tomoni/training';
 *
 * console.log(cosine().factor(5, 10)); // 0.5
 * ```
 */
export function cosine(options: WarmUpOptions = {}): LearningRateSchedule {
  requireKnownOptions('cosine()', options, ['warmup']);
  const warmUp = resolveWarmUp(options);
  return {
    description: `cosine to 0${warmUp.description}`,
    factor: warmUp.before((step, warmup, total) => half(progress(step, warmup, total))),
  };
}

/**
 * Falls to 0 along half a cosine, several times over.
 *
 * Source: Loshchilov and Hutter, "SGDR: stochastic gradient descent with warm restarts", ICLR 2017; values as
 * `get_cosine_with_hard_restarts_schedule_with_warmup` of Hugging Face transformers.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { cosineWithRestarts } from '@tomoni/training';
 *
 * console.log(cosineWithRestarts({ cycles: 2 }).factor(5, 10)); // 1
 * ```
 */
export function cosineWithRestarts(options: RestartOptions = {}): LearningRateSchedule {
  requireKnownOptions('cosineWithRestarts()', options, ['cycles', 'warmup']);
  const { cycles = 1 } = options;
  requireOption(
    'the schedule',
    'cycles',
    cycles,
    Number.isInteger(cycles) && cycles >= 1,
    'a whole number from 1',
  );
  const warmUp = resolveWarmUp(options);
  return {
    description: `cosine to 0 in ${cycles} ${cycles === 1 ? 'cycle' : 'cycles'}${warmUp.description}`,
    factor: warmUp.before((step, warmup, total) => {
      const done = progress(step, warmup, total);
      return done === 1 ? 0 : half((done * cycles) % 1);
    }),
  };
}

function half(done: number): number {
  return 0.5 * (1 + Math.cos(Math.PI * done));
}
