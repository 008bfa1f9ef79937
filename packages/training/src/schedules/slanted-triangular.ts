import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import type { LearningRateSchedule } from './schedule.js';

/** Options of {@link slantedTriangular}. */
export interface SlantedTriangularOptions {
  /** Share of all updates in which the rate rises. Default 0.1. */
  readonly warmup?: number;
  /** How many times smaller the lowest rate is than the highest. Default 32. */
  readonly ratio?: number;
}

/**
 * Rises quickly and falls slowly, both in straight lines, between `1 / ratio` and 1.
 *
 * Source: Howard and Ruder, "Universal language model fine-tuning for text classification", ACL 2018.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range
 *
 * @example
 * ```ts
 * import { slantedTriangular } from '@tomoni/training';
 *
 * console.log(slantedTriangular({ warmup: 0.3 }).factor(3, 10)); // 1
 * ```
 */
export function slantedTriangular(options: SlantedTriangularOptions = {}): LearningRateSchedule {
  requireKnownOptions('slantedTriangular()', options, ['warmup', 'ratio']);
  const { warmup = 0.1, ratio = 32 } = options;
  requireOption('the schedule', 'warmup', warmup, warmup > 0 && warmup < 1, 'a share above 0 and below 1');
  requireOption('the schedule', 'ratio', ratio, ratio >= 1 && Number.isFinite(ratio), 'from 1');
  return {
    description: `slanted triangular, rising for ${warmup * 100} %, ratio ${ratio}`,
    factor(step, total) {
      const peak = Math.floor(total * warmup);
      const height = step < peak ? step / peak : Math.max(0, (total - step) / Math.max(1, total - peak));
      return (1 + height * (ratio - 1)) / ratio;
    },
  };
}
