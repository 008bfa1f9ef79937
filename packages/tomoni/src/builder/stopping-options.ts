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
        /** Needed for scores other than the loss and the head's own. */
        readonly better?: 'higher' | 'lower';
      };
}
