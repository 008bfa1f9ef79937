import { requireKnownOptions } from '@tomoni/spec';
import { median } from '@tomoni/statistics';
import { requireOption } from '../options/require-option.js';
import type { TaskCourse, TaskStopping } from './task-stopping.js';

/** When {@link stopByTrend} stops a task. */
export interface TrendOptions {
  /** The value above which a task is stopped. */
  readonly threshold: number;
  /** Evaluations whose training losses tell the trend. Default 5. */
  readonly strip?: number;
  /** Tasks that may be stopped. Default: all auxiliary ones. */
  readonly tasks?: readonly string[];
}

/**
 * Task-wise early stopping: an auxiliary task is stopped where its training loss hardly falls any more, and its validation
 * loss is far above it, so that it begins to memorise and to hurt the main task.
 *
 * With training losses `E`, validation losses `V`, weight `λ` and the latest `k` evaluations `S`, it stops where
 * `k · med_S E / |Σ_S E − k · med_S E| · (V − min E) / (λ · min E)` exceeds the threshold. Source: Zhang et al., "Facial
 * Landmark Detection by Deep Multi-task Learning", ECCV 2014.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where it names a task that is
 *   not there or the main task
 *
 * @example
 * ```ts
 * import { stopByTrend } from '@tomoni/training';
 *
 * console.log(stopByTrend({ threshold: 10, strip: 4 }).description);
 * ```
 */
export function stopByTrend(options: TrendOptions): TaskStopping {
  requireKnownOptions('stopByTrend()', options, ['threshold', 'strip', 'tasks']);
  const { threshold, strip = 5, tasks } = options;
  const method = 'stopByTrend()';
  requireOption(method, 'threshold', threshold, threshold > 0, 'a number above 0');
  requireOption(method, 'strip', strip, Number.isInteger(strip) && strip >= 2, 'a whole number from 2');
  return {
    description: `once the trend of its losses over ${strip} evaluations exceeds ${threshold}`,
    ...(tasks === undefined ? {} : { tasks }),
    reason: (course) => {
      const value = trend(course, strip);
      return value > threshold ? `the trend of its losses is ${value.toPrecision(4)}` : undefined;
    },
  };
}

/** `NaN` as long as there are too few evaluations, or one lacks a loss. */
function trend({ train, validation, weights }: TaskCourse, strip: number): number {
  const latest = train.slice(-strip);
  if (latest.length < strip) return Number.NaN;
  const typical = strip * median(latest);
  const fall = Math.abs(latest.reduce((sum, loss) => sum + loss, 0) - typical);
  const least = Math.min(...train.filter((loss) => !Number.isNaN(loss)));
  const gap = (validation.at(-1) as number) - least;
  return (typical / fall) * (gap / ((weights.at(-1) as number) * least));
}
