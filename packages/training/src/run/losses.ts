import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Mode } from '@tomoni/spec';
import type { PreparedView } from '../network/network.js';
import type { MicroBatch } from './micro-batch.js';
import type { StepContext } from './step-context.js';

/** What losses are computed with. */
type LossContext = Pick<StepContext, 'network' | 'plan'>;

/** Each task's share of its mean loss over the window: the batch's sum divided by the window's weight. */
export function scaledLosses(
  context: LossContext,
  micro: MicroBatch,
  prepared: readonly PreparedView[],
  labelled: Float64Array,
): (Scalar | undefined)[] {
  return lossesIn({ training: true, rng: micro.rng }, context, micro, prepared, labelled);
}

/** As {@link scaledLosses}, without dropout. */
export function lossesWithoutDropout(
  context: LossContext,
  micro: MicroBatch,
  prepared: readonly PreparedView[],
  labelled: Float64Array,
): (Scalar | undefined)[] {
  return lossesIn({ training: false }, context, micro, prepared, labelled);
}

function lossesIn(
  mode: Mode,
  { network, plan }: LossContext,
  { views }: MicroBatch,
  prepared: readonly PreparedView[],
  labelled: Float64Array,
): (Scalar | undefined)[] {
  const losses = new Array<Scalar | undefined>(plan.tasks.length).fill(undefined);
  for (const [v, { tasks }] of views.entries()) {
    const logits = network.logits(prepared[v] as PreparedView, mode);
    for (const [t, collated] of tasks.entries()) {
      const task = plan.tasks.findIndex(({ name }) => name === collated.task);
      const sum = network.head(collated.task).loss(logits[t] as Tensor2D, collated.batch);
      losses[task] = tf.div(sum, labelled[task] as number);
    }
  }
  return losses;
}

/** Losses by index of the task. */
export type LossValues = ReadonlyMap<number, number>;

/** Reads the losses of the tasks that are there. */
export async function readLosses(losses: readonly (Scalar | undefined)[]): Promise<LossValues> {
  const present = losses.flatMap((loss, task) => (loss === undefined ? [] : [{ loss, task }]));
  if (present.length === 0) return new Map();
  const stacked = tf.stack(present.map(({ loss }) => loss));
  try {
    const values = await stacked.data();
    return new Map(present.map(({ task }, i) => [task, values[i] as number]));
  } finally {
    stacked.dispose();
  }
}

/** Adds the losses of the tasks that are there. */
export function addLosses(sums: Float64Array, values: LossValues): void {
  for (const [task, value] of values) sums[task] = (sums[task] as number) + value;
}
