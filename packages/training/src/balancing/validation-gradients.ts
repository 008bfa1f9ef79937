import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Rng } from '@tomoni/spec';
import { addTo, disposeGradients, type GradientList } from '../gradients/gradient-list.js';
import { presentLosses } from '../gradients/recorded-losses.js';
import type { Network } from '../network/network.js';
import { lossesWithoutDropout } from '../run/losses.js';
import { gatherLabels, labelledWeights, type MicroBatch, withPrepared } from '../run/micro-batch.js';
import type { StepContext } from '../run/step-context.js';
import { record } from '../tape/tape.js';
import type { ValidationBatches } from './validation-batches.js';

/** Gradients of the tasks' validation losses. */
export interface ValidationGradients {
  /** One list per task, in the order of the sources; `null` everywhere where there is no loss. */
  readonly rows: readonly GradientList[];
  /** Whether there is a loss of the task. */
  readonly present: readonly boolean[];
  dispose(): void;
}

/** The gradients of validation losses, without dropout, with respect to some tensors. */
export async function validationGradients(
  context: StepContext,
  network: Network,
  batches: ValidationBatches,
  tasks: readonly string[],
  sources: readonly Tensor[],
  rng: Rng,
): Promise<ValidationGradients> {
  const { plan } = context;
  const own: StepContext = { ...context, network, sets: batches.sets };
  const micro: MicroBatch[] = [];
  for (const batch of batches.draw(rng)) micro.push(only(await gatherLabels(own, batch, rng), tasks));
  const labelled = labelledWeights(plan, micro);
  const rows: GradientList[] = plan.tasks.map(() => sources.map(() => null));
  try {
    for (const part of micro)
      await withPrepared(own, part, (prepared) => {
        const { value, tape } = record(() => lossesWithoutDropout(own, part, prepared, labelled));
        try {
          const { losses, tasks: there } = presentLosses({ losses: value });
          for (const { source, gradients } of tape.gradients(losses, sources))
            for (const [i, gradient] of gradients.entries())
              addTo(rows[there[i] as number] as GradientList, source, gradient);
        } finally {
          tape.dispose();
          tf.dispose(value.filter((loss) => loss !== undefined));
        }
      });
  } catch (error) {
    for (const row of rows) disposeGradients(row);
    throw error;
  }
  return {
    rows,
    present: Array.from(labelled, (weight) => weight > 0),
    dispose: () => {
      for (const row of rows) disposeGradients(row);
    },
  };
}

/** A batch with the labels of some tasks alone. */
function only({ views, ...batch }: MicroBatch, names: readonly string[]): MicroBatch {
  const kept = views.map(({ view, tasks }) => ({
    view,
    tasks: tasks.filter(({ task }) => names.includes(task)),
  }));
  return { ...batch, views: kept.filter(({ tasks }) => tasks.length > 0) };
}
