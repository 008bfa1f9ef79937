import type { Scalar } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Rng } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { batchSizes } from '../batching/epoch.js';
import type { DataSet } from '../data/data-set.js';
import { variablesOf } from '../gradients/parameter-groups.js';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import { scaledLosses } from '../run/losses.js';
import { gatherLabels, type MicroBatch, withPrepared } from '../run/micro-batch.js';
import type { StepContext } from '../run/step-context.js';
import { type Window, windowOf } from '../run/window.js';
import { crossProducts } from '../tape/inner-products.js';
import { record, type Tape } from '../tape/tape.js';
import { sampleRows } from './sample-rows.js';

/**
 * Inner products between the tasks' gradients on two further batches, drawn from the data of a window: one `T × T` matrix per
 * parameter, with the gradients on the first batch as rows.
 */
export async function independentProducts(
  context: StepContext,
  { micro }: Window,
  parameters: readonly TrainedParameter[],
  rng: Rng,
): Promise<Float64Array[]> {
  const sets = [...new Map(micro.map(({ batch }) => [batch.set, batch])).values()];
  const sources = variablesOf(parameters);
  return withDrawn(context, sets, rng.fork('first batch'), (first) =>
    withDrawn(context, sets, rng.fork('second batch'), async (second) => {
      const products = await crossProducts(
        first.tape.gradients(first.losses, sources),
        second.tape.gradients(second.losses, sources),
        sources,
      );
      return products.map((matrix) => spread(matrix, first.tasks, second.tasks, context.plan.tasks.length));
    }),
  );
}

interface DrawnLosses {
  readonly tape: Tape;
  readonly losses: readonly Scalar[];
  /** Tasks of the losses. */
  readonly tasks: readonly number[];
}

/** Draws another batch beside each one, from the same set, and records their losses for as long as `use` runs. */
async function withDrawn<T>(
  context: StepContext,
  likes: readonly Batch[],
  rng: Rng,
  use: (drawn: DrawnLosses) => Promise<T>,
): Promise<T> {
  const { plan } = context;
  const sizes = batchSizes(plan, context.sets);
  const micro: MicroBatch[] = [];
  for (const like of likes) {
    const { set } = like;
    const { texts } = context.sets[set] as DataSet;
    const rows = sampleRows(texts.length, sizes[set] as number, rng.fork('rows', set));
    micro.push(await gatherLabels(context, { ...like, rows }, rng.fork(set)));
  }
  const { labelled } = windowOf(plan, micro);
  const withAll = (
    parts: readonly MicroBatch[],
    record: (forward: () => (Scalar | undefined)[][]) => Promise<T>,
    done: (() => (Scalar | undefined)[])[] = [],
  ): Promise<T> => {
    const [part, ...rest] = parts;
    if (part === undefined) return record(() => done.map((losses) => losses()));
    return withPrepared(context, part, (prepared) =>
      withAll(rest, record, [...done, () => scaledLosses(context, part, prepared, labelled)]),
    );
  };
  return withAll(micro, async (forward) => {
    const { value, tape } = record(forward);
    const present = value
      .flatMap((losses) => losses.map((loss, task) => ({ loss, task })))
      .flatMap(({ loss, task }) => (loss === undefined ? [] : [{ loss, task }]));
    try {
      return await use({
        tape,
        losses: present.map(({ loss }) => loss),
        tasks: present.map(({ task }) => task),
      });
    } finally {
      tape.dispose();
      tf.dispose(present.map(({ loss }) => loss));
    }
  });
}

function spread(
  matrix: Float64Array,
  rows: readonly number[],
  columns: readonly number[],
  size: number,
): Float64Array {
  const values = new Float64Array(size * size);
  for (const [a, row] of rows.entries())
    for (const [b, column] of columns.entries())
      values[row * size + column] = matrix[a * columns.length + b] ?? 0;
  return values;
}
