import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Rng, TomoniError } from '@tomoni/spec';

/** Steps in which the rate is counted: one mask element takes 16 random bits. */
const resolution = 2 ** 16;

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
  checkDropoutRate(rate);
  const threshold = Math.min(Math.round(rate * resolution), resolution - 1);
  if (threshold === 0) return tf.clone(x);
  return tf.tidy(() => {
    const mask: Tensor = tf.tensor(drawMask(x.size, threshold, rng), x.shape);
    return tf.mul(x, mask);
  });
}

/** Throws where a dropout rate is not in [0, 1). */
export function checkDropoutRate(rate: number): void {
  if (!(rate >= 0 && rate < 1))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The dropout rate ${rate} is not in [0, 1).`,
      remedy: 'Give a rate such as 0.1.',
    });
}

function drawMask(size: number, threshold: number, rng: Rng): Float32Array {
  const words = rng.bits(new Uint32Array(Math.ceil(size / 2)));
  const halves = new Uint16Array(words.buffer);
  const scale = resolution / (resolution - threshold);
  const mask = new Float32Array(size);
  for (let i = 0; i < size; i++) if ((halves[i] as number) >= threshold) mask[i] = scale;
  return mask;
}
