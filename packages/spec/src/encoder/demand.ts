import type { Positions } from '../text/encoding.js';

/** How the token vectors of one text become one vector: the first token's, their mean, or their maximum, special tokens included, padding excluded. */
export type Pooling = 'first' | 'mean' | 'max';

/** What is read of one layer. */
export type LayerRead =
  /** One vector per encoding. */
  | { readonly layer: number; readonly read: 'pooled'; readonly pooling: Pooling }
  /** The vectors at some positions. */
  | { readonly layer: number; readonly read: 'positions'; readonly positions: Positions }
  /** Every vector. */
  | { readonly layer: number; readonly read: 'all' };

/** What is read of one layer, and by which task where layers differ by task. Without a route, every task reads it. */
export type RoutedRead = LayerRead & { readonly route?: string };

/** Everything that will be read of one forward pass: an encoder may leave out whatever is not in it. */
export interface Demand {
  readonly reads: readonly RoutedRead[];
  /** Layers (1 … depth) whose attention probabilities are wanted. */
  readonly attention?: readonly number[];
}
