import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import type { TaskStopping } from './task-stopping.js';

/** When {@link stopWithoutGain} stops a task. */
export interface GainOptions {
  /** Evaluations without a smaller loss of its own. */
  readonly patience: number;
  /** The smallest change that counts. Default 0. */
  readonly minDelta?: number;
  /** Tasks that may be stopped. Default: all auxiliary ones. */
  readonly tasks?: readonly string[];
}

/**
 * Stops an auxiliary task that is learnt: whose own validation loss, or training loss where it has no validation rows, has
 * not become smaller for some evaluations.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where it names a task that is
 *   not there or the main task
 *
 * @example
 * ```ts
 * import { stopWithoutGain } from '@tomoni/training';
 *
 * console.log(stopWithoutGain({ patience: 3 }).description);
 * ```
 */
export function stopWithoutGain(options: GainOptions): TaskStopping {
  requireKnownOptions('stopWithoutGain()', options, ['patience', 'minDelta', 'tasks']);
  const { patience, minDelta = 0, tasks } = options;
  const method = 'stopWithoutGain()';
  const counts = Number.isInteger(patience) && patience >= 1;
  requireOption(method, 'patience', patience, counts, 'a whole number from 1');
  requireOption(method, 'minDelta', minDelta, minDelta >= 0, 'a number from 0');
  return {
    description: `after ${patience} evaluations without a smaller loss of its own${minDelta === 0 ? '' : ` by ${minDelta}`}`,
    ...(tasks === undefined ? {} : { tasks }),
    reason: ({ train, validation }) => {
      const losses = (validation.some((loss) => !Number.isNaN(loss)) ? validation : train).filter(
        (loss) => !Number.isNaN(loss),
      );
      let best = Number.POSITIVE_INFINITY;
      let waited = 0;
      for (const loss of losses) {
        if (best - loss > minDelta) {
          best = loss;
          waited = 0;
        } else waited++;
      }
      return waited < patience ? undefined : `its loss has not become smaller for ${waited} evaluations`;
    },
  };
}
