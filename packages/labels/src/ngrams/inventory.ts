import {
  type LearntMerges,
  learnMerges,
  type Merge,
  type MergeControl,
  type MergeOptions,
} from './learn-merges.js';

/** The n-grams that were learnt, and the merges that they come of. */
export interface NgramInventory extends LearntMerges {
  /** Tokens of each n-gram, in the order in which they came about. */
  readonly ngrams: readonly (readonly number[])[];
}

/** N-grams of the whole corpus. */
export async function corpusInventory(
  sequences: readonly Int32Array[],
  options: MergeOptions,
  control: MergeControl,
): Promise<NgramInventory> {
  return inventoryOf(await learnMerges(sequences, options, control));
}

/**
 * N-grams of each class, learnt from its texts alone: the first merge of every class, then the second of every class, and
 * so on; a merge that an earlier class has made at the same rank or before is not repeated.
 *
 * @param sequences those of each class
 */
export async function classInventory(
  sequences: readonly (readonly Int32Array[])[],
  options: MergeOptions,
  { signal, progress }: MergeControl,
): Promise<NgramInventory> {
  const learnt: LearntMerges[] = [];
  for (const [index, own] of sequences.entries())
    learnt.push(
      await learnMerges(own, options, {
        ...(signal === undefined ? {} : { signal }),
        ...(progress === undefined
          ? {}
          : { progress: (done, total) => progress(index * total + done, sequences.length * total) }),
      }),
    );
  const merges = new Map<string, Merge>();
  const longest = learnt.reduce((most, own) => Math.max(most, own.merges.length), 0);
  for (let rank = 0; rank < longest; rank++)
    for (const { merges: own } of learnt) {
      const merge = own[rank];
      if (merge === undefined) continue;
      const key = `${merge.left}|${merge.right}`;
      if (!merges.has(key)) merges.set(key, merge);
    }
  const stopped = learnt.every((own) => own.stopped === 'merges') ? 'merges' : 'min-count';
  return inventoryOf({ merges: [...merges.values()], stopped });
}

/** The inventory of merges. */
export function inventoryOf({ merges, stopped }: LearntMerges): NgramInventory {
  const ngrams = new Map<string, readonly number[]>();
  for (const { left, right } of merges) {
    const tokens = [...left, ...right];
    const key = tokens.join();
    if (!ngrams.has(key)) ngrams.set(key, tokens);
  }
  return { merges, stopped, ngrams: [...ngrams.values()] };
}
