import { setImmediate } from 'node:timers/promises';
import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Encoding, Positions, Rng } from '@tomoni/spec';
import { sortedBatches } from '../batching/epoch.js';
import { type View, viewsOf } from '../batching/view.js';
import type { DataSet } from '../data/data-set.js';
import { collate, type Network, type TaskRequest } from '../network/network.js';
import { throwIfAborted } from '../run/throw-if-aborted.js';

/** What one batch gave for one task. */
export interface TaskOutput {
  readonly task: string;
  /** Rows of the data set, one per prediction. */
  readonly rows: Uint32Array;
  readonly encodings: readonly Encoding[];
  readonly labels: readonly unknown[];
  readonly predictions: readonly unknown[];
  /** Sum of the losses of what is labelled. */
  readonly loss: number;
  readonly weight: number;
}

/** How a network is run over data. */
export interface RunOptions {
  readonly batchSize: number;
  readonly rng: Rng;
  /** Whether the texts may come again, so that what frozen layers give of them is worth keeping. Default `true`. */
  readonly reusable?: boolean;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** Runs the tasks over a data set in batches of about equal length, without dropout. */
export async function* runNetwork(
  network: Network,
  set: DataSet,
  tasks: readonly string[],
  { batchSize, rng, reusable = true, signal, progress }: RunOptions,
): AsyncGenerator<TaskOutput> {
  let done = 0;
  for (const [i, { rows }] of sortedBatches(set, batchSize).entries()) {
    throwIfAborted(signal);
    for (const view of await viewsOf(set, rows, tasks, rng.fork(i)))
      for (const output of await runView(network, { ...view, reusable: view.reusable && reusable }, rows))
        yield output;
    done += rows.length;
    progress?.(done, set.texts.length);
    await setImmediate();
  }
}

async function runView(network: Network, view: View, rows: Uint32Array): Promise<TaskOutput[]> {
  const { texts } = view.batch;
  const collated = new Map(collate(network, view).map((task) => [task.task, task]));
  const requests: TaskRequest[] = [];
  const plans = [...view.labels].map(([task, labels]) => {
    const known = labels.some((label) => label !== undefined) ? labels : undefined;
    const positions = network.head(task).positions?.(texts, known);
    const labelled = collated.get(task)?.batch;
    const decode = requests.push({ task, positions }) - 1;
    const same = labelled === undefined || samePositions(labelled.positions, positions);
    const loss = same ? decode : requests.push({ task, positions: labelled.positions }) - 1;
    return { task, labels, positions, labelled, decode, loss };
  });

  const prepared = await network.prepare(view, requests);
  let tensors: { logits: Tensor2D[]; losses: Scalar[] } | undefined;
  try {
    tensors = tf.tidy(() => {
      const logits = network.logits(prepared, { training: false });
      const losses = plans.map(({ task, labelled, loss }) =>
        labelled === undefined ? tf.scalar(0) : network.head(task).loss(logits[loss] as Tensor2D, labelled),
      );
      return { logits, losses };
    });
    const { logits, losses } = tensors;
    const outputs: TaskOutput[] = [];
    for (const [index, { task, labels, positions, labelled, decode }] of plans.entries())
      outputs.push({
        task,
        rows,
        encodings: texts,
        labels,
        predictions: await network.head(task).decode(logits[decode] as Tensor2D, texts, positions),
        loss: (await (losses[index] as Scalar).data())[0] as number,
        weight: labelled?.weight ?? 0,
      });
    return outputs;
  } finally {
    if (tensors !== undefined) tf.dispose(tensors);
    prepared.prepared.dispose();
  }
}

function samePositions(a: Positions | undefined, b: Positions | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.rows.length === b.rows.length &&
    a.rows.every((row, i) => row === b.rows[i]) &&
    a.columns.every((column, i) => column === b.columns[i])
  );
}
