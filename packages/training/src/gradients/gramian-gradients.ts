import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { GramianWeighting, Step } from '@tomoni/spec';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import { disposeGradients } from './gradient-list.js';
import { byLayer, variablesOf } from './parameter-groups.js';
import { type RecordedLosses, withSeeds } from './recorded-losses.js';
import type { TaskGradients } from './task-gradients.js';

/** The weighted gradient, with weights found from the inner products of the tasks' gradients. The tape stays. */
export async function gramianGradients(
  { tape, losses }: RecordedLosses,
  weighting: GramianWeighting,
  step: Step,
  parameters: readonly TrainedParameter[],
  penalty: Scalar | undefined,
): Promise<TaskGradients> {
  const size = losses.length;
  const present = losses.flatMap((loss, task) => (loss === undefined ? [] : [{ loss, task }]));
  const blocks = await tape.gramians(
    present.map(({ loss }) => loss),
    variablesOf(parameters),
  );
  const gradients = new Array<Tensor | null>(parameters.length).fill(null);
  const mean = new Float64Array(size);
  const groups = weighting.scope === 'all' ? [parameters.map((_, i) => i)] : byLayer(parameters);
  try {
    for (const group of groups) {
      const values = new Float64Array(size * size);
      for (const index of group)
        for (const [a, { task: row }] of present.entries())
          for (const [b, { task: column }] of present.entries())
            values[row * size + column] =
              (values[row * size + column] as number) + (blocks[index]?.[a * present.length + b] ?? 0);
      const weights = weighting.weigh({ size, values }, step);
      for (let task = 0; task < size; task++)
        mean[task] = (mean[task] as number) + (weights[task] as number) / groups.length;
      const members = group.map((index) => parameters[index] as TrainedParameter);
      const found = withSeeds(losses, weights, penalty, (seeds) => tape.vjp(seeds, variablesOf(members)));
      for (const [i, index] of group.entries()) gradients[index] = found[i] ?? null;
    }
  } catch (error) {
    disposeGradients(gradients);
    throw error;
  }
  return { gradients, weights: mean };
}
