import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import type { LearningRateSchedule } from './schedule.js';
import { resolveWarmUp, type WarmUpOptions } from './warm-up.js';

/** Options of {@link inverseSquareRoot}. */
export interface InverseSquareRootOptions extends WarmUpOptions {
  /** Updates after which the rate has fallen to 1/√2, counted from the end of the warm-up. Default: the warm-up's length, or 10 000 without one. */
  readonly timescale?: number;
}

/**
 * Falls with the square root of the number of updates, and so needs no end.
 *
 * Source: Vaswani et al., "Attention is all you need", NIPS 2017; values as `get_inverse_sqrt_schedule` of Hugging Face
 * transformers.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { inverseSquareRoot } from '@tomoni/training';
 *
 * console.log(inverseSquareRoot({ warmup: 100 }).factor(400, 1000)); // 0.5
 * ```
 */
export function inverseSquareRoot(options: InverseSquareRootOptions = {}): LearningRateSchedule {
  requireKnownOptions('inverseSquareRoot()', options, ['timescale', 'warmup']);
  const { timescale } = options;
  if (timescale !== undefined)
    requireOption(
      'the schedule',
      'timescale',
      timescale,
      timescale > 0 && Number.isFinite(timescale),
      'above 0',
    );
  const warmUp = resolveWarmUp(options);
  return {
    description: `inverse square root${warmUp.description}`,
    factor: warmUp.before((step, warmup) => {
      const scale = timescale ?? (warmup || 10_000);
      return 1 / Math.sqrt((step - warmup + scale) / scale);
    }),
  };
}
