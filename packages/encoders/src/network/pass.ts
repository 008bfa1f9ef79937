import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Needs } from './needs.js';
import type { LayerOutput } from './network.js';

/** What running layers 0 … `top` has left behind. */
export interface Pass {
  /** The highest layer run; −1 before the first. */
  readonly top: number;
  /** States of the layers that are needed, and of the highest one. */
  readonly states: ReadonlyMap<number, Tensor2D>;
  /** Attention maps of the layers where they are needed. */
  readonly attention: ReadonlyMap<number, Tensor4D>;
}

/** A pass before its first layer. */
export const noPass: Pass = { top: -1, states: new Map(), attention: new Map() };

/** All tensors of a pass. */
export function tensorsOf({ states, attention }: Pass): Tensor[] {
  return [...states.values(), ...attention.values()];
}

/**
 * Goes on from a pass up to layer `to`. What is no longer needed is freed on the way; the tensors of the pass it
 * goes on from are shared, not copied.
 */
export function continuePass(
  from: Pass,
  to: number,
  needs: Needs,
  run: (layer: number, below: Tensor2D | undefined) => LayerOutput,
): Pass {
  if (to <= from.top) return from;
  const states = new Map(from.states);
  const attention = new Map(from.attention);
  tf.tidy(() => {
    for (let layer = from.top + 1; layer <= to; layer++) {
      const below = states.get(layer - 1);
      const output: LayerOutput = tf.tidy(() => {
        const { attention: maps, ...rest } = run(layer, below);
        return maps !== undefined && needs.attention.has(layer) ? { ...rest, attention: maps } : rest;
      });
      states.set(layer, output.states);
      if (output.attention !== undefined) attention.set(layer, output.attention);
      if (below === undefined || needs.states.has(layer - 1)) continue;
      states.delete(layer - 1);
      if (layer - 1 > from.top) below.dispose();
    }
    return tensorsOf({ top: to, states, attention });
  });
  return { top: to, states, attention };
}
