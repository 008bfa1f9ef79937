import type { StoppingPlan } from '@tomoni/training';
import type { MonitoredScore, MonitoredTask } from '../types/checks.js';
import type { TaskTypes } from '../types/tasks.js';

/** When a run ends, and which of its states is the result. */
export interface StoppingOptions<Tasks extends TaskTypes, Task extends string, Score extends string>
  extends Partial<Omit<StoppingPlan, 'monitor'>> {
  /**
   * The value by which the best state is chosen: the validation loss of a task (its name alone), the weighted sum of all
   * tasks' losses (`{ total: true }`), or a score of a task. Default: the loss of the main task.
   */
  readonly monitor?:
    | MonitoredTask<Tasks, Task>
    | { readonly total: true }
    | {
        readonly task: MonitoredTask<Tasks, Task>;
        readonly score: MonitoredScore<Tasks, Task, Score>;
        /**
         * Which way is better. May be left out for the loss and for the score that the head is judged by: `rmse` of a
         * regression, `accuracy` of a classification, `microF1` of multi-label, `quadraticKappa` of ordinal, `f1` of
         * token tagging, `perplexity` of a masked language model.
         */
        readonly better?: 'higher' | 'lower';
      };
}
