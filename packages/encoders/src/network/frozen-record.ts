import type { Pooling } from '@tomoni/spec';
import type { Needs } from './needs.js';
import type { Network } from './network.js';

/** A part of what frozen layers give of one encoding: all states of a layer without padding, or one vector. */
export interface FrozenRecord {
  readonly layer: number;
  readonly part: 'tokens' | Pooling;
}

/** Name of a record among those of an encoding. */
export function recordName({ layer, part }: FrozenRecord): string {
  return `${layer}/${part}`;
}

/**
 * What has to be known of the layers up to `highest`, which are frozen: of each layer that is read the vectors, or all
 * of its states where vectors do not do, and those of the highest one where others are run on top of it.
 *
 * It depends on the demand alone, never on what is in a cache.
 */
export function frozenRecords(
  { top, reads }: Needs,
  highest: number,
  { selective }: Pick<Network, 'selective'>,
): FrozenRecord[] {
  const own = reads.filter(({ layer }) => layer <= highest);
  const whole = new Set(top > highest ? [highest] : []);
  for (const { layer, read } of own) if (read !== 'pooled' || !selective) whole.add(layer);
  const records = new Map<string, FrozenRecord>();
  const add = (record: FrozenRecord) => records.set(recordName(record), record);
  for (const layer of whole) add({ layer, part: 'tokens' });
  for (const read of own)
    if (read.read === 'pooled' && !whole.has(read.layer)) add({ layer: read.layer, part: read.pooling });
  return [...records.values()];
}
