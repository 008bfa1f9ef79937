import { type Demand, type RoutedRead, TomoniError } from '@tomoni/spec';
import type { Network } from './network.js';
import { type BatchShape, type Queries, queriesOf } from './queries.js';

/** What a demand asks of the layers. */
export interface Needs {
  /** The highest layer that has to be run; −1 where nothing is demanded. */
  readonly top: number;
  readonly reads: readonly RoutedRead[];
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
    reads,
    states: new Set(layers),
    attention: new Set(attention),
  };
}

/** What one task asks of the layers, where others ask too. */
export function needsOfRoute(
  { reads, attention }: Needs,
  route: string,
  network: Pick<Network, 'depth' | 'attention'>,
): Needs {
  const own = reads.filter((read) => read.route === undefined || read.route === route);
  return needsOf({ reads: own, attention: [...attention] }, network);
}

/**
 * Where the highest layer is read, if it can be run for these positions alone: no layer above it reads the others, and
 * no map of its attention is wanted.
 *
 * @throws TomoniError `invalid-argument` where a position lies outside the batch
 */
export function topQueries(
  { top, reads, attention }: Needs,
  network: Pick<Network, 'selective'>,
  shape: BatchShape,
): Queries | undefined {
  if (!network.selective || top < 1 || attention.has(top)) return undefined;
  return queriesOf(
    reads.filter(({ layer }) => layer === top),
    shape,
  );
}

function checkLayer(layer: number, lowest: number, depth: number): void {
  if (Number.isInteger(layer) && layer >= lowest && layer <= depth) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `There is no layer ${layer} of ${depth} to read.`,
    remedy: `Give a layer from ${lowest} to ${depth}.`,
  });
}
