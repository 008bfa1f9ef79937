import type { Rng } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import {
  type BatchSizes,
  batchesPerEpoch,
  batchSizes,
  cutRows,
  epochBatches,
  type SizedTexts,
} from '../batching/epoch.js';
import type { DataSet } from '../data/data-set.js';
import type { BatchingPlan } from '../plan/plan.js';
import type { SampledRows, Sampling } from './sampling-method.js';

/** Where an epoch begins. */
export interface EpochStart {
  readonly epoch: number;
  /** Updates done before it. */
  readonly step: number;
  /** Updates planned in all. */
  readonly total: number;
}

/** The batches of an epoch. */
export interface EpochBatches {
  readonly batches: readonly Batch[];
  /** Batches taken of each table so far, this epoch included. */
  readonly drawn: readonly number[];
}

/** The batches of a run, epoch by epoch: a function of the run's seed, of what was taken before, and of the tables still in use. */
export interface BatchStream {
  /** Batches in an epoch while all tables are in use. */
  readonly perEpoch: number;
  epoch(start: EpochStart, active: readonly boolean[], drawn: readonly number[]): EpochBatches;
}

/** Rows of which batches are made, and the tasks that have labels there. */
export type BatchedRows = SizedTexts & Pick<DataSet, 'labels'>;

/** What {@link createBatchStream} needs. */
export interface StreamedRows {
  readonly plan: BatchSizes & { readonly batching: BatchingPlan };
  readonly sets: readonly BatchedRows[];
  readonly rng: Rng;
  /** Absent: every row once in each epoch. */
  readonly sampling: Sampling | undefined;
}

/** The tables of rows as a sampling sees them. */
export function sampledRows(sets: readonly BatchedRows[]): SampledRows[] {
  return sets.map(({ texts, labels }) => ({ tasks: [...labels.keys()], count: texts.length }));
}

/** The batches that a plan trains on. */
export function createBatchStream({ plan, sets, rng, sampling }: StreamedRows): BatchStream {
  const { batching } = plan;
  const sizes = batchSizes(plan, sets);
  const epochRng = (epoch: number) => rng.fork('epoch', epoch);
  if (sampling === undefined)
    return {
      perEpoch: batchesPerEpoch(sets, sizes),
      epoch: ({ epoch }, active, drawn) => {
        const all = epochBatches(sets, { ...batching, sizes }, epochRng(epoch));
        return { batches: all.filter(({ set }) => active[set] === true), drawn };
      },
    };

  /** The k-th batch of a table that is gone through again and again, each time in another order. */
  const passes = new Map<number, { readonly pass: number; readonly batches: readonly Batch[] }>();
  const batchOf = (set: number, k: number): Batch => {
    const count = Math.ceil((sets[set] as BatchedRows).texts.length / (sizes[set] as number));
    const pass = Math.floor(k / count);
    if (passes.get(set)?.pass !== pass) {
      const own = rng.fork('pass', set, pass);
      const only = sets.map((other, i) => (i === set ? other : { ...other, texts: [] }));
      passes.set(set, { pass, batches: epochBatches(only, { ...batching, sizes }, own) });
    }
    return passes.get(set)?.batches[k % count] as Batch;
  };

  if (sampling.per === 'epoch') {
    const counts = sampling.sizes.map((size, set) => Math.ceil(size / (sizes[set] as number)));
    const rowsOf = (set: number, from: number, count: number): Uint32Array => {
      const { length } = (sets[set] as BatchedRows).texts;
      const rows = new Uint32Array(count);
      for (let i = 0; i < count; ) {
        const [pass, offset] = [Math.floor((from + i) / length), (from + i) % length];
        const part = rng
          .fork('pass', set, pass)
          .permutation(length)
          .subarray(offset, offset + count - i);
        rows.set(part, i);
        i += part.length;
      }
      return rows;
    };
    return {
      perEpoch: counts.reduce((sum, count) => sum + count, 0),
      epoch: ({ epoch }, active, drawn) => {
        const all = sets.flatMap((own, set) => {
          const size = sampling.sizes[set] as number;
          if (active[set] !== true) return [];
          return cutRows(rowsOf(set, epoch * size, size), own, set, sizes[set] as number, batching.byLength);
        });
        const order = epochRng(epoch).permutation(all.length);
        return { batches: Array.from(order, (i) => all[i] as Batch), drawn };
      },
    };
  }

  return {
    perEpoch: batchesPerEpoch(sets, sizes),
    epoch: ({ epoch, step, total }, active, before) => {
      const drawn = sets.map((_, set) => before[set] ?? 0);
      const perEpoch = batchesPerEpoch(sets, sizes);
      const batches = Array.from({ length: perEpoch }, (_, i): Batch => {
        const index = step + Math.floor(i / batching.accumulate);
        const shares = sampling
          .shares({ index, epoch, total })
          .map((share, set) => (active[set] ? share : 0));
        const set = choose(shares, active, epochRng(epoch).fork('draw', i).uniform());
        drawn[set] = (drawn[set] as number) + 1;
        return batchOf(set, (drawn[set] as number) - 1);
      });
      return { batches, drawn };
    },
  };
}

/** The table that a random number falls on; the first one in use where all their shares are 0. */
function choose(shares: Float64Array, active: readonly boolean[], uniform: number): number {
  let rest = uniform * shares.reduce((sum, share) => sum + share, 0);
  for (const [set, share] of shares.entries()) {
    rest -= share;
    if (share > 0 && rest < 0) return set;
  }
  const last = shares.findLastIndex((share) => share > 0);
  return last >= 0 ? last : active.indexOf(true);
}
