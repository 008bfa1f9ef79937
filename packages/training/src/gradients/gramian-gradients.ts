import type { Scalar, Tensor } from '@tensorflow/tfjs';
import type { GramianWeighting, Step } from '@tomoni/spec';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import { disposeGradients } from './gradient-list.js';
import { blocksOf, variablesOf } from './parameter-groups.js';
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
  const products = await tape.gramians(
    present.map(({ loss }) => loss),
    variablesOf(parameters),
  );
  const gradients = new Array<Tensor | null>(parameters.length).fill(null);
  const mean = new Float64Array(size);
  const blocks = blocksOf(parameters, weighting.scope);
  try {
    for (const { name, members } of blocks) {
      const values = new Float64Array(size * size);
      for (const index of members)
        for (const [a, { task: row }] of present.entries())
          for (const [b, { task: column }] of present.entries())
            values[row * size + column] =
              (values[row * size + column] as number) + (products[index]?.[a * present.length + b] ?? 0);
      const block = name === undefined ? {} : { block: name };
      const weights = weighting.weigh({ size, values, ...block }, step);
      for (let task = 0; task < size; task++)
        mean[task] = (mean[task] as number) + (weights[task] as number) / blocks.length;
      const own = variablesOf(members.map((index) => parameters[index] as TrainedParameter));
      const found = withSeeds(losses, weights, penalty, (seeds) => tape.vjp(seeds, own));
      for (const [i, index] of members.entries()) gradients[index] = found[i] ?? null;
    }
  } catch (error) {
    disposeGradients(gradients);
    throw error;
  }
  return { gradients, weights: mean };
}
