import type { Mode } from '@tomoni/spec';
import { drawKeepMask, type KeepMask } from './keep-mask.js';

/**
 * The masks of one layer in one pass: `undefined` where nothing is dropped.
 *
 * @param rows how many rows, or the numbers of those that are wanted, in the order of the whole layer
 */
export type LayerDropout = (
  place: string,
  rate: number,
  rows: number | Int32Array,
  width: number,
) => KeepMask | undefined;

/** The dropout of a layer that is evaluated. */
export const noDropout: LayerDropout = () => undefined;

/** The dropout of one layer in a pass; its random numbers depend on layer, place and row alone. */
export function dropoutIn(layer: number, mode: Mode): LayerDropout {
  if (!mode.training) return noDropout;
  const { rng } = mode;
  return (place, rate, rows, width) => drawKeepMask(rows, width, rate, rng.fork('layer', layer, place));
}
