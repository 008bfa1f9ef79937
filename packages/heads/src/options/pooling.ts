import type { Pooling, Reads } from '@tomoni/spec';
import { oneOf } from '../saved/saved.js';
import { requireChoice } from './checks.js';

/** An option of every head that reads whole texts. */
export interface PoolingOption {
  /** How the token vectors of a text become one: that of the first token, their mean, or their maximum. Default `first`. */
  readonly pooling?: Pooling;
}

const poolings = ['first', 'mean', 'max'] as const;

/** Reads a saved pooling. */
export const savedPooling = oneOf<Pooling>(...poolings);

/**
 * One vector per text.
 *
 * @throws TomoniError `invalid-argument` where there is no such pooling
 */
export function readsTexts(pooling: Pooling): Reads {
  requireChoice(pooling, poolings, 'pooling');
  return { over: 'texts', pooling };
}
