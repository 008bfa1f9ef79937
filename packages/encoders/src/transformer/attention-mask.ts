import type { KeepMask } from '../dropout/keep-mask.js';
import type { LayerDropout } from '../dropout/layer-dropout.js';
import type { BatchShape, Queries } from '../network/queries.js';

/**
 * The dropout of a layer's attention probabilities `[batch, heads, queries, length]`: a query drops the same ones
 * whether the others are there or not.
 */
export function attentionMask(
  dropout: LayerDropout,
  rate: number,
  heads: number,
  { size, length }: BatchShape,
  queries: Queries | undefined,
): KeepMask | undefined {
  const place = 'attention';
  if (queries === undefined) return dropout(place, rate, size * heads * length, length);
  const { count, rows } = queries;
  const wanted = new Int32Array(size * heads * count);
  let next = 0;
  for (let encoding = 0; encoding < size; encoding++)
    for (let head = 0; head < heads; head++)
      for (let i = 0; i < count; i++) {
        const token = (rows[encoding * count + i] as number) - encoding * length;
        wanted[next++] = (encoding * heads + head) * length + token;
      }
  return dropout(place, rate, wanted, length);
}
