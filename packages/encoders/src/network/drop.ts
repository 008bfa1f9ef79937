import type { Tensor } from '@tensorflow/tfjs';
import type { Mode } from '@tomoni/spec';
import { dropout } from '../operations/dropout.js';

/** Dropout at a named place of a layer: nothing but `x` itself where the pass is not training. */
export type Drop = <T extends Tensor>(x: T, rate: number, place: string) => T;

/** The dropout of a layer that is evaluated. */
export const noDrop: Drop = (x) => x;

/** The dropout of one layer in a pass; its random numbers depend on layer and place alone. */
export function dropIn(layer: number, mode: Mode): Drop {
  if (!mode.training) return noDrop;
  const { rng } = mode;
  return (x, rate, place) => (rate === 0 ? x : dropout(x, rate, rng.fork('layer', layer, place)));
}
