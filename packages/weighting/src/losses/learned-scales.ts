import type { LossWeighting, WeightingContext } from '@tomoni/spec';
import { each, remember } from '../contract/memory.js';
import { replaced, weighLosses } from '../contract/situation.js';
import { adamStart, adamStep } from '../optimization/adam.js';

/** A total loss with one number per task that is learned beside the model. */
export interface LearnedScale {
  readonly name: string;
  readonly initial: number;
  readonly learningRate: number;
  /** `∂ total / ∂ L` for a task with the learned number `s`. */
  weight(s: number): number;
  /** `∂ total / ∂ s` for a task with the learned number `s` and the loss. */
  slope(s: number, loss: number): number;
}

/** A weighting whose numbers are learned by Adam, each by the loss of its own task, while the model learns. */
export function learnedScales(
  { name, initial, learningRate, weight, slope }: LearnedScale,
  context: WeightingContext,
): LossWeighting {
  const memory = remember(name, adamStart(each(context, initial)));
  const { state, restore } = memory;
  return {
    needs: 'losses',
    weigh: weighLosses(({ tasks, losses }) => {
      const learned = memory.recall();
      const s = (task: number) => learned.values[task] as number;
      const slopes = replaced<number | undefined>(
        each(context, 0).map(() => undefined),
        tasks,
        (i, task) => slope(s(task), losses[i] as number),
      );
      memory.keep(adamStep(learned, slopes, learningRate));
      return tasks.map((task) => weight(s(task)));
    }),
    state,
    restore,
  };
}
