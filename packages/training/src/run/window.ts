import type { Step } from '@tomoni/spec';
import type { Plan } from '../plan/plan.js';
import { labelledWeights, type MicroBatch } from './micro-batch.js';

/** The batches of one update, with their labels gathered. */
export interface Window {
  readonly micro: readonly MicroBatch[];
  /** Weight of what is labelled, by task. */
  readonly labelled: Float64Array;
  /** Whether something is labelled, by task. */
  readonly present: readonly boolean[];
}

/** What a weighting is told of a step; losses and validation are filled in as they become known. */
export type GrowingStep = { -readonly [Key in keyof Step]: Step[Key] };

/** Joins batches to a window. */
export function windowOf(plan: Plan, micro: readonly MicroBatch[]): Window {
  const labelled = labelledWeights(plan, micro);
  return { micro, labelled, present: Array.from(labelled, (weight) => weight > 0) };
}

/** Losses before any is known: 0, and `NaN` for an absent task. */
export function unknownLosses({ present }: Window): Float64Array {
  return Float64Array.from(present, (there) => (there ? 0 : Number.NaN));
}
