import type { Rank, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { ActivationStore, CacheCounts, Encoding, Pooling } from '@tomoni/spec';
import { textKey } from '../cache/text-key.js';
import { type BoundNetwork, runCanonically } from './canonical-batches.js';
import { type FrozenRecord, recordName } from './frozen-record.js';
import type { NetworkInput } from './network.js';
import { noPass, type Pass, type States } from './pass.js';

/** A pass over frozen layers, and how much of it was found. */
export interface CachedPass {
  readonly pass: Pass;
  readonly counts: CacheCounts;
}

/**
 * The pass up to layer `top`, all of which is frozen: what a store holds of it, and what has to be run for the rest,
 * which the store is then given. A text that stands in a batch twice is run once.
 */
export async function cachedPass<Input extends NetworkInput>(
  bound: BoundNetwork<Input>,
  encodings: readonly Encoding[],
  shape: Pick<NetworkInput, 'length'>,
  records: readonly FrozenRecord[],
  top: number,
  store: ActivationStore,
): Promise<CachedPass> {
  const texts = encodings.map(textKey);
  const known = new Map<string, ReadonlyMap<string, Float32Array>>();
  const missing = new Map<string, Encoding>();
  for (const [i, text] of texts.entries()) {
    if (known.has(text) || missing.has(text)) continue;
    const values = readAll(store, text, records);
    if (values === undefined) missing.set(text, encodings[i] as Encoding);
    else known.set(text, values);
  }
  const misses = texts.filter((text) => missing.has(text)).length;
  if (missing.size > 0) {
    const computed = await runCanonically(bound, [...missing.values()], records);
    const entries = new Map<string, Float32Array>();
    for (const [i, text] of [...missing.keys()].entries()) {
      const values = computed[i] as ReadonlyMap<string, Float32Array>;
      known.set(text, values);
      for (const [name, array] of values) entries.set(keyOf(text, name), array);
    }
    store.put(entries);
  }
  const rows = texts.map((text) => known.get(text) as ReadonlyMap<string, Float32Array>);
  return {
    pass: layOut(rows, encodings, shape, records, top),
    counts: { hits: texts.length - misses, misses },
  };
}

/** Every record of a text; `undefined` where one is missing. */
function readAll(
  store: ActivationStore,
  text: string,
  records: readonly FrozenRecord[],
): ReadonlyMap<string, Float32Array> | undefined {
  const values = new Map<string, Float32Array>();
  for (const record of records) {
    const name = recordName(record);
    const array = store.get(keyOf(text, name));
    if (array === undefined) return undefined;
    values.set(name, array);
  }
  return values;
}

function keyOf(text: string, name: string): string {
  return `${text}/${name}`;
}

/**
 * Puts the records of a batch's encodings side by side; padding is 0. The backend does it, in memory of its own.
 */
function layOut(
  rows: readonly ReadonlyMap<string, Float32Array>[],
  encodings: readonly Encoding[],
  { length }: Pick<NetworkInput, 'length'>,
  records: readonly FrozenRecord[],
  top: number,
): Pass {
  const states = new Map<number, States>();
  const pooled = new Map<number, Map<Pooling, Tensor2D>>();
  for (const record of records) {
    const { layer, part } = record;
    const arrays = rows.map((row) => row.get(recordName(record)) as Float32Array);
    const tokens = part === 'tokens';
    const [array] = arrays as [Float32Array];
    const width = tokens ? array.length / Math.max(1, encodings[0]?.ids.length ?? 1) : array.length;
    const tensor = tf.tidy(() => {
      const parts = arrays.map((own) => tf.tensor2d(own, [own.length / width, width]));
      if (!tokens) return tf.concat(parts);
      const padding = tf.zeros<Rank.R2>([length, width]);
      return tf.concat(
        parts.flatMap((own) => {
          const missing = length - own.shape[0];
          return missing === 0 ? [own] : [own, tf.slice(padding, 0, missing)];
        }),
      );
    });
    if (part === 'tokens') states.set(layer, { tensor });
    else pooled.set(layer, (pooled.get(layer) ?? new Map<Pooling, Tensor2D>()).set(part, tensor));
  }
  return { ...noPass, top, states, pooled };
}
