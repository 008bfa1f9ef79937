import { setImmediate } from 'node:timers/promises';
import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Encoding, Positions, Rng } from '@tomoni/spec';
import { sortedBatches } from '../batching/epoch.js';
import { type View, viewsOf } from '../batching/view.js';
import type { DataSet } from '../data/data-set.js';
import { throwIfAborted } from '../data/encode.js';
import {
  type CollatedTask,
  collate,
  lossOf,
  type Network,
  predictionPositions,
  type TaskRequest,
} from '../network/network.js';

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
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((done: number, total: number) => void) | undefined;
}

/** Runs the tasks over a data set in batches of about equal length, without dropout. */
export async function* runNetwork(
  network: Network,
  set: DataSet,
  tasks: readonly string[],
  { batchSize, rng, signal, progress }: RunOptions,
): AsyncGenerator<TaskOutput> {
  let done = 0;
  for (const [i, { rows }] of sortedBatches(set, batchSize).entries()) {
    throwIfAborted(signal);
    for (const view of await viewsOf(set, rows, tasks, rng.fork(i)))
      for (const output of await runView(network, view, rows)) yield output;
    done += rows.length;
    progress?.(done, set.texts.length);
    await setImmediate();
  }
}

async function runView(network: Network, view: View, rows: Uint32Array): Promise<TaskOutput[]> {
  const { texts } = view.batch;
  const collated = new Map(collate(network, view).map((task) => [task.task, task]));
  const requests: TaskRequest[] = [];
  const plans = [...view.labels.keys()].map((task) => {
    const labels = view.labels.get(task);
    const known = labels?.some((label) => label !== undefined) ? labels : undefined;
    const positions = predictionPositions(network, task, texts, known);
    const labelled = collated.get(task);
    const decode = requests.push(request(task, positions)) - 1;
    const same = labelled === undefined || samePositions(labelled.batch.positions, positions);
    const loss = same ? decode : requests.push(request(task, labelled.batch.positions)) - 1;
    return { task, positions, labelled, decode, loss };
  });

  const prepared = await network.prepare(view, requests);
  const { logits, losses } = tf.tidy(() => {
    const logits = network.logits(prepared, { training: false });
    const losses = plans.map(({ labelled, loss }) =>
      labelled === undefined
        ? tf.scalar(0)
        : lossOf(network, labelled as CollatedTask, logits[loss] as Tensor2D),
    );
    return { logits, losses };
  });
  try {
    return await Promise.all(
      plans.map(async ({ task, positions, labelled, decode }, index) => ({
        task,
        rows,
        encodings: texts,
        labels: view.labels.get(task) ?? [],
        predictions: await network.head(task).decode(logits[decode] as Tensor2D, texts, positions),
        loss: (await (losses[index] as tf.Scalar).data())[0] as number,
        weight: labelled?.batch.weight ?? 0,
      })),
    );
  } finally {
    tf.dispose([logits, losses]);
    prepared.prepared.dispose();
  }
}

function request(task: string, positions: Positions | undefined): TaskRequest {
  return positions === undefined ? { task } : { task, positions };
}

function samePositions(a: Positions | undefined, b: Positions | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.rows.length === b.rows.length &&
    a.rows.every((row, i) => row === b.rows[i]) &&
    a.columns.every((column, i) => column === b.columns[i])
  );
}
