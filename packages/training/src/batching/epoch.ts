import type { Rng } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import type { BatchingPlan, TaskPlan } from '../plan/plan.js';
import type { Batch } from './batch.js';

/** Batches that are sorted by length together, so that a batch's texts are alike while its company changes from epoch to epoch. */
const pool = 50;

/** Texts as batches are made of them: by the number of their tokens. */
export interface SizedTexts {
  readonly texts: readonly { readonly encoding: { readonly ids: ArrayLike<number> } }[];
}

/** What says how many texts a batch has. */
export interface BatchSizes {
  readonly batching: Pick<BatchingPlan, 'size'>;
  readonly tasks: readonly Pick<TaskPlan, 'name' | 'data'>[];
}

/** How the rows of several data sets become batches. */
type Batching = Pick<BatchingPlan, 'byLength'> & {
  /** Texts per batch, by data set. */
  readonly sizes: readonly number[];
};

/** Texts per batch of each data set: what the task says that the rows belong to alone, else what the plan says. */
export function batchSizes(
  { batching, tasks }: BatchSizes,
  sets: readonly Pick<DataSet, 'labels'>[],
): number[] {
  return sets.map(({ labels }) => {
    const own = tasks.find(({ name, data }) => data !== undefined && labels.has(name));
    return own?.data?.batchSize ?? batching.size;
  });
}

/**
 * The batches of one epoch: every row of every data set once, in an order that depends on `rng` alone.
 *
 * With `byLength`, shuffled rows are sorted by length within pools of 50 batches; the order of batches is random.
 */
export function epochBatches(sets: readonly SizedTexts[], { byLength, sizes }: Batching, rng: Rng): Batch[] {
  const batches = sets.flatMap((set, index) => {
    const order = rng.fork('rows', index).permutation(set.texts.length);
    return cutRows(order, set, index, sizes[index] as number, byLength);
  });
  return Array.from(rng.fork('batches').permutation(batches.length), (i) => batches[i] as Batch);
}

/** Rows in their order as batches of a data set; with `byLength`, sorted within pools. */
export function cutRows(
  rows: Uint32Array,
  set: SizedTexts,
  index: number,
  size: number,
  byLength: boolean,
): Batch[] {
  return cut(byLength ? sortPools(rows, set, pool * size) : rows, size, index);
}

/** Batches in which texts of about the same length stand together, each row once: for evaluation and prediction. */
export function sortedBatches(set: SizedTexts, size: number): Batch[] {
  const rows = Uint32Array.from({ length: set.texts.length }, (_, row) => row);
  return cut(sortPools(rows, set, rows.length), size, 0);
}

/** Number of batches in an epoch. */
export function batchesPerEpoch(sets: readonly SizedTexts[], sizes: readonly number[]): number {
  return sets.reduce((sum, set, index) => sum + Math.ceil(set.texts.length / (sizes[index] as number)), 0);
}

function sortPools(order: Uint32Array, set: SizedTexts, length: number): Uint32Array {
  const tokens = (row: number) => set.texts[row]?.encoding.ids.length ?? 0;
  const sorted = new Uint32Array(order.length);
  for (let start = 0; start < order.length; start += length)
    sorted.set(
      Array.from(order.subarray(start, start + length)).sort((a, b) => tokens(a) - tokens(b)),
      start,
    );
  return sorted;
}

function cut(rows: Uint32Array, size: number, set: number): Batch[] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => ({
    set,
    rows: rows.subarray(i * size, (i + 1) * size),
  }));
}
