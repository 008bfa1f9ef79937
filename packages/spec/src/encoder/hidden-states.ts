import type { Tensor2D, Tensor3D, Tensor4D } from '@tensorflow/tfjs';
import type { Positions } from '../text/encoding.js';
import type { Pooling } from './demand.js';

/** The layers' outputs of one forward pass. Only what the demand named can be read. */
export interface HiddenStates {
  /** One vector per encoding: `[batch, hidden]`. */
  pooled(layer: number, pooling: Pooling): Tensor2D;
  /** One vector per position: `[positions, hidden]`. */
  at(layer: number, positions: Positions): Tensor2D;
  /** The vectors of all positions: `[batch, length, hidden]`. Those of padding are numbers without a meaning, which differ by engine. */
  all(layer: number): Tensor3D;
  /** Attention probabilities of a layer: `[batch, heads, length, length]`. */
  attention(layer: number): Tensor4D;
}
