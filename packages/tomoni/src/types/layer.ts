import type { layerMissing } from '../builder/sentences.js';
import type { TextOf } from './sentence.js';

/** The layers of an encoder of a known depth: `0 | 1 | … | Depth`. */
type LayersOf<
  Depth extends number,
  Counted extends 0[] = [],
  Layers = never,
> = Counted['length'] extends Depth
  ? Layers | Counted['length']
  : LayersOf<Depth, [...Counted, 0], Layers | Counted['length']>;

/** A layer of the encoder; for one that is not there, the sentence that says so. */
export type LayerIn<Depth extends number, Layer extends number> = number extends Depth
  ? number
  : number extends Layer
    ? number
    : Layer extends LayersOf<Depth>
      ? Layer
      : TextOf<ReturnType<typeof layerMissing<Layer, Depth>>>;
