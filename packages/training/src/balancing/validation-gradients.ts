import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Rng } from '@tomoni/spec';
import { addTo, disposeGradients, type GradientList } from '../gradients/gradient-list.js';
import type { Network, PreparedView } from '../network/network.js';
import type { Plan } from '../plan/plan.js';
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
        const { value, tape } = record(() => meanLosses(network, plan, part, prepared, labelled));
        try {
          const losses = value.map(({ loss }) => loss);
          for (const { source, gradients } of tape.gradients(losses, sources))
            for (const [i, gradient] of gradients.entries())
              addTo(rows[value[i]?.task as number] as GradientList, source, gradient);
        } finally {
          tape.dispose();
          tf.dispose(value.map(({ loss }) => loss));
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

function meanLosses(
  network: Network,
  plan: Plan,
  { views }: MicroBatch,
  prepared: readonly PreparedView[],
  labelled: Float64Array,
): { readonly task: number; readonly loss: Scalar }[] {
  return views.flatMap(({ tasks }, v) => {
    const logits = network.logits(prepared[v] as PreparedView, { training: false });
    return tasks.map(({ task: name, batch }, t) => {
      const task = plan.tasks.findIndex((candidate) => candidate.name === name);
      const sum = network.head(name).loss(logits[t] as Tensor2D, batch);
      return { task, loss: tf.div<Scalar>(sum, labelled[task] as number) };
    });
  });
}
