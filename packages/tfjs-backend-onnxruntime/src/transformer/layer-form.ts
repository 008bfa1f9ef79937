import type { ActivationName } from './activations.js';

/** Places of a layer that may have dropout, each with its mask. */
export const dropoutPlaces = ['attention', 'attentionOutput', 'output'] as const;

/** A place of a layer that may have dropout. */
export type DropoutPlace = (typeof dropoutPlaces)[number];

/** What the graphs of a layer depend on; weights, masks, the number of texts and their length are fed. */
export interface LayerForm {
  /** Width of the states. */
  readonly hidden: number;
  readonly heads: number;
  /** Width inside the feed-forward network. */
  readonly inner: number;
  readonly activation: ActivationName;
  /** Added to variances in layer normalisation. */
  readonly epsilon: number;
  /** Whether normalisation follows attention and feed-forward network, or comes before each. */
  readonly norm: 'post' | 'pre';
  /** What kept elements are multiplied by, where there is dropout. */
  readonly dropout: Readonly<Partial<Record<DropoutPlace, number>>>;
  /** Whether all rows have a query, some, or so few that keys and values need not be formed. */
  readonly queries: 'all' | 'some' | 'few';
  /** Whether rows of padding are left out. */
  readonly packed: boolean;
  /** Whether matrices lie in blocks for products. */
  readonly blocked: boolean;
}
