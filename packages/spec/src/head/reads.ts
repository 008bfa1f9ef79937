import type { Pooling } from '../encoder/demand.js';

/** What a head reads: one vector per text, or vectors of single tokens. */
export type Reads = { readonly over: 'texts'; readonly pooling: Pooling } | { readonly over: 'tokens' };
