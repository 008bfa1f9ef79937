import type { Pooling, Reads } from '@tomoni/spec';
import { oneOf } from '../saved/saved.js';

/** An option of every head that reads whole texts. */
export interface PoolingOption {
  /** How the token vectors of a text become one: that of the first token, their mean, or their maximum. Default `first`. */
  readonly pooling?: Pooling;
}

/** Reads a saved pooling. */
export const savedPooling = oneOf<Pooling>('first', 'mean', 'max');

/** One vector per text. */
export function readsTexts(pooling: Pooling): Reads {
  return { over: 'texts', pooling };
}
