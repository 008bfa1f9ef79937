import { type Demand, TomoniError } from '@tomoni/spec';
import type { Network } from './network.js';

/** What a demand asks of the layers. */
export interface Needs {
  /** The highest layer that has to be run; −1 where nothing is demanded. */
  readonly top: number;
  /** Layers whose states are read. */
  readonly states: ReadonlySet<number>;
  /** Layers whose attention maps are read. */
  readonly attention: ReadonlySet<number>;
}

/**
 * What a demand asks of a network.
 *
 * @throws TomoniError `invalid-argument` where it names a layer that is not there, or maps that the network lacks
 */
export function needsOf(
  { reads, attention = [] }: Demand,
  network: Pick<Network, 'depth' | 'attention'>,
): Needs {
  const { depth } = network;
  const layers = reads.map(({ layer }) => layer);
  for (const layer of layers) checkLayer(layer, 0, depth);
  if (attention.length > 0 && !network.attention)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The encoder has no attention maps.',
      remedy: 'Leave `attention` out of the demand.',
    });
  for (const layer of attention) checkLayer(layer, 1, depth);
  return {
    top: Math.max(-1, ...layers, ...attention),
    states: new Set(layers),
    attention: new Set(attention),
  };
}

function checkLayer(layer: number, lowest: number, depth: number): void {
  if (Number.isInteger(layer) && layer >= lowest && layer <= depth) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There is no layer ${layer} of ${depth} to read.`,
    remedy: `Give a layer from ${lowest} to ${depth}.`,
  });
}
