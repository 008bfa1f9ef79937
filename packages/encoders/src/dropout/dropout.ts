import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { Rng } from '@tomoni/spec';
import { applyKeepMask, drawKeepMask } from './keep-mask.js';

/**
 * Sets elements to 0 at random and scales the others so that the expectation stays: any shape to the same shape.
 *
 * The mask is a function of `rng` alone: pass a fork that names the place. The rate is rounded to a multiple of
 * 2⁻¹⁶, and the scale fits the rounded rate. Source: Srivastava et al., "Dropout", JMLR 2014.
 *
 * @param rate probability that an element is dropped, from 0 to below 1
 * @throws TomoniError `invalid-argument` where the rate is outside its range
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { dropout } from '@tomoni/encoders';
 * import { createRng } from '@tomoni/spec';
 *
 * const dropped = dropout(tf.ones([2, 3]), 0.5, createRng(1).fork('head'));
 * dropped.print(); // zeros and twos
 * ```
 */
export function dropout<T extends Tensor>(x: T, rate: number, rng: Rng): T {
  const width = Math.max(1, x.shape.at(-1) ?? 1);
  const mask = drawKeepMask(x.size / width, width, rate, rng);
  return mask === undefined ? tf.clone(x) : applyKeepMask(x, mask);
}
