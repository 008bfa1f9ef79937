import type { WeightingExtra } from '@tomoni/spec';

/** A property that holds whatever the gradients are. */
export type WeightingProperty =
  /** No task's loss rises along the update, to first order: `gᵢ·d ≥ 0`. */
  | 'non-conflicting'
  /** The order of the tasks does not matter. */
  | 'permutation-invariant'
  /** A gradient that is scaled changes the update linearly. */
  | 'linear under scaling'
  /** The update vanishes only where some positive combination of all gradients does. */
  | 'strongly stationary'
  /** Scaling a task's loss changes nothing. */
  | 'scale-free';

/** What there is to know before choosing a way of weighting. */
export interface WeightingFacts {
  /** Name of the function and of the method. */
  readonly name: string;
  /** Name in the literature. */
  readonly title: string;
  /** What it works from. `nothing`: neither losses nor gradients; `inner`: what the method within needs. */
  readonly needs: 'nothing' | 'losses' | 'gramian' | 'jacobian' | 'inner';
  readonly extra?: WeightingExtra;
  /** Price per step, beside one forward and one backward pass. */
  readonly cost: string;
  readonly properties: readonly WeightingProperty[];
  readonly reference: { readonly text: string; readonly url?: string };
  /** When to choose it. */
  readonly use: string;
}
