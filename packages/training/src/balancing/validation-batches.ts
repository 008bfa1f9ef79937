import { type Rng, TomoniError } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import type { DataSet } from '../data/data-set.js';
import { sampleRows } from './sample-rows.js';

/** Validation batches, drawn anew for every step. */
export interface ValidationBatches {
  readonly sets: readonly DataSet[];
  /** The batches of a step, one of each set: a function of the generator alone. */
  draw(rng: Rng): Batch[];
}

/**
 * Draws from the rows that have a label of one of the tasks.
 *
 * @throws TomoniError `invalid-argument` where there is none
 */
export function validationBatches(
  sets: readonly DataSet[],
  tasks: readonly string[],
  size: number,
  weighting: string,
): ValidationBatches {
  const rows = sets.map((set) => labelledRows(set, tasks));
  if (rows.every(({ length }) => length === 0))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The weighting ${weighting} learns from validation batches, and no validation row has a label of ${tasks.map((task) => `'${task}'`).join(' or ')}.`,
      remedy: 'Give the run validation rows with labels, or choose another weighting.',
    });
  return {
    sets,
    draw: (rng) =>
      rows.flatMap((own, set) => {
        if (own.length === 0) return [];
        const drawn = sampleRows(own.length, size, rng.fork('validation rows', set));
        return [{ set, rows: drawn.map((index) => own[index] as number) }];
      }),
  };
}

function labelledRows({ texts, labels }: DataSet, tasks: readonly string[]): Uint32Array {
  const sources = tasks.flatMap((task) => labels.get(task) ?? []);
  const all = Array.from(texts, (_, row) => row);
  return Uint32Array.from(
    all.filter((row) => sources.some((source) => source.drawn || source.labels[row] !== undefined)),
  );
}
