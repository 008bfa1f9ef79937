import { fewQueries } from './single-query-attention.js';
import type { TransformerConfig } from './transformer-config.js';

/** Floating-point operations of a layer's matrix products over one text, forward: a multiplication and an addition each. */
export function layerOperations(
  { hiddenSize: hidden, intermediateSize, heads }: TransformerConfig,
  tokens: number,
  queries: number,
): number {
  const map = hidden * hidden;
  const feedForward = 2 * hidden * intermediateSize;
  const few = queries < tokens && fewQueries(queries, tokens, hidden, heads);
  const attention = few
    ? queries * (2 * map + 2 * heads * tokens * hidden)
    : 2 * tokens * map + 2 * queries * tokens * hidden;
  return 2 * (attention + queries * (2 * map + feedForward));
}
