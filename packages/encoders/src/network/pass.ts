import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Pooling } from '@tomoni/spec';
import type { Needs } from './needs.js';
import type { LayerOutput } from './network.js';
import type { Queries } from './queries.js';

/** States of one layer. */
export interface States {
  /** `[batch · length, width]`, or `[batch · queries, width]`. */
  readonly tensor: Tensor2D;
  /** The positions that they belong to. Absent: all. */
  readonly queries?: Queries | undefined;
}

/** What running layers 0 … `top` has left behind. */
export interface Pass {
  /** The highest layer run; −1 before the first. */
  readonly top: number;
  /** States of the layers that are needed, and of the highest one. */
  readonly states: ReadonlyMap<number, States>;
  /** Attention maps of the layers where they are needed. */
  readonly attention: ReadonlyMap<number, Tensor4D>;
  /** Vectors `[batch, width]` of layers that are there in no other form, by layer and way of pooling. */
  readonly pooled: ReadonlyMap<number, ReadonlyMap<Pooling, Tensor2D>>;
}

/** A pass before its first layer. */
export const noPass: Pass = { top: -1, states: new Map(), attention: new Map(), pooled: new Map() };

/** All tensors of a pass. */
export function tensorsOf({ states, attention, pooled }: Pass): Tensor[] {
  return [
    ...[...states.values()].map(({ tensor }) => tensor),
    ...attention.values(),
    ...[...pooled.values()].flatMap((vectors) => [...vectors.values()]),
  ];
}

/**
 * Goes on from a pass up to layer `to`. What is no longer needed is freed on the way; the tensors of the pass it
 * goes on from are shared, not copied.
 *
 * @param queries where the states of the highest layer of all are wanted
 */
export function continuePass(
  from: Pass,
  to: number,
  needs: Needs,
  queries: Queries | undefined,
  run: (layer: number, below: Tensor2D | undefined, queries: Queries | undefined) => LayerOutput,
): Pass {
  if (to <= from.top) return from;
  const states = new Map(from.states);
  const attention = new Map(from.attention);
  tf.tidy(() => {
    for (let layer = from.top + 1; layer <= to; layer++) {
      const below = states.get(layer - 1)?.tensor;
      const own = layer === needs.top ? queries : undefined;
      const output: LayerOutput = tf.tidy(() => ({ ...run(layer, below, own) }));
      states.set(layer, { tensor: output.states, queries: own });
      if (output.attention !== undefined) attention.set(layer, output.attention);
      if (below === undefined || needs.states.has(layer - 1)) continue;
      states.delete(layer - 1);
      if (layer - 1 > from.top) below.dispose();
    }
    return tensorsOf({ ...from, states, attention });
  });
  return { ...from, top: to, states, attention };
}
