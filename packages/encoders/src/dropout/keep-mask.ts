import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Rng, TomoniError } from '@tomoni/spec';
import { threefry4x32 } from '../random/threefry.js';

/** Steps in which the rate is counted: one element takes 16 random bits. */
const resolution = 2 ** 16;
/** Elements per block of random bits. */
const blockSize = 8;

/** Which elements of a matrix are kept, row-major. */
export interface KeepMask {
  /** 1 for what is kept, 0 for what is dropped. */
  readonly kept: Uint8Array;
  /** What kept elements are multiplied by, so that the expectation stays. */
  readonly scale: number;
}

/**
 * Draws which elements of a matrix are kept; `undefined` where none is dropped.
 *
 * A row's elements are a function of `rng` and the row's number, so that some rows of a matrix can be drawn without the
 * others. The rate is rounded to a multiple of 2⁻¹⁶, and the scale fits the rounded rate.
 *
 * @param rows how many, or the numbers of those that are wanted
 * @param rate probability that an element is dropped, from 0 to below 1
 * @throws TomoniError `invalid-argument` where the rate is outside its range
 */
export function drawKeepMask(
  rows: number | Int32Array,
  width: number,
  rate: number,
  rng: Rng,
): KeepMask | undefined {
  checkDropoutRate(rate);
  const threshold = Math.min(Math.round(rate * resolution), resolution - 1);
  if (threshold === 0) return undefined;
  const key = rng.bits(new Uint32Array(4));
  const words = new Uint32Array(4 * Math.ceil(width / blockSize));
  const count = typeof rows === 'number' ? rows : rows.length;
  const kept = new Uint8Array(count * width);
  for (let i = 0; i < count; i++) {
    threefry4x32(key, typeof rows === 'number' ? i : (rows[i] as number), words);
    compare(words, threshold, kept, i * width, width);
  }
  return { kept, scale: resolution / (resolution - threshold) };
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

/** Multiplies a tensor by a mask of as many elements. */
export function applyKeepMask<T extends Tensor>(x: T, mask: KeepMask): T {
  return tf.tidy(() => tf.mul(x, tf.tensor(factorsOf(mask), x.shape)));
}

function factorsOf({ kept, scale }: KeepMask): Float32Array {
  const factors = new Float32Array(kept.length);
  for (let i = 0; i < kept.length; i++) factors[i] = scale * (kept[i] as number);
  return factors;
}

/** One byte for each half of a word: 1 where it is not below the threshold. */
function compare(
  words: Uint32Array,
  threshold: number,
  kept: Uint8Array,
  offset: number,
  width: number,
): void {
  const highest = threshold - 1;
  const even = width - (width % 2);
  for (let i = 0; i < even; i += 2) {
    const word = words[i / 2] as number;
    kept[offset + i] = (highest - (word & 0xffff)) >>> 31;
    kept[offset + i + 1] = (highest - (word >>> 16)) >>> 31;
  }
  if (even < width) kept[offset + even] = (highest - ((words[even / 2] as number) & 0xffff)) >>> 31;
}
