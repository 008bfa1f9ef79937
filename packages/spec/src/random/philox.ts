import { TomoniError } from '../errors/tomoni-error.js';
import type { Rng } from './rng.js';

/**
 * One block of Philox4x32-10: 128 random bits from a 128-bit counter and a 64-bit key.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
 *
 * @param out receives the four words at `offset`
 *
 * @example
 * ```ts
 * import { philox4x32 } from '@tomoni/spec';
 *
 * const out = new Uint32Array(4);
 * philox4x32(0, 0, 0, 0, 0, 0, out);
 * console.log(out[0]?.toString(16)); // 6627e8d5
 * ```
 */
export function philox4x32(
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  k0: number,
  k1: number,
  out: Uint32Array,
  offset = 0,
): void {
  for (let round = 0; round < 10; round++) {
    const high0 = multiplyHigh(0xd2511f53, c0);
    const low0 = Math.imul(0xd2511f53, c0);
    const high1 = multiplyHigh(0xcd9e8d57, c2);
    const low1 = Math.imul(0xcd9e8d57, c2);
    c0 = high1 ^ c1 ^ k0;
    c1 = low1;
    c2 = high0 ^ c3 ^ k1;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) | 0;
    k1 = (k1 + 0xbb67ae85) | 0;
  }
  out[offset] = c0;
  out[offset + 1] = c1;
  out[offset + 2] = c2;
  out[offset + 3] = c3;
}

/** The upper 32 bits of the unsigned product of two 32-bit words. */
function multiplyHigh(a: number, b: number): number {
  const aHigh = a >>> 16;
  const aLow = a & 0xffff;
  const bHigh = b >>> 16;
  const bLow = b & 0xffff;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const carry = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + Math.floor(middle / 0x10000) + Math.floor(carry / 0x10000)) | 0;
}

/**
 * The generator of a seed.
 *
 * @param seed an integer from 0 to 2⁵³ − 1
 * @throws TomoniError `invalid-argument` where the seed is anything else
 *
 * @example
 * ```ts
 * import { createRng } from '@tomoni/spec';
 *
 * const order = createRng(1).fork('epoch', 3).permutation(100);
 * console.log(order[0]);
 * ```
 */
export function createRng(seed: number): Rng {
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The seed ${seed} is not an integer from 0 to 2⁵³ − 1.`,
      remedy: 'Give a whole number such as 1.',
    });
  return new PhiloxRng(seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0);
}

class PhiloxRng implements Rng {
  readonly #key0: number;
  readonly #key1: number;
  readonly #block = new Uint32Array(4);
  #counter = 0;
  #used = 4;
  #spare: number | undefined;

  constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  fork(...path: readonly (string | number)[]): Rng {
    const out = new Uint32Array(4);
    let key0 = this.#key0;
    let key1 = this.#key1;
    const absorb = (a: number, b: number, tag: number) => {
      philox4x32(a, b, tag, 0x746f6d6f, key0, key1, out);
      key0 = out[0] as number;
      key1 = out[1] as number;
    };
    for (const step of path) {
      if (typeof step === 'number') {
        const [low, high] = new Uint32Array(new Float64Array([step]).buffer);
        absorb(low as number, high as number, 1);
      } else {
        for (let i = 0; i < step.length; i += 2)
          absorb(step.charCodeAt(i), i + 1 < step.length ? step.charCodeAt(i + 1) : 0x10000, 2);
        absorb(step.length, 0, 3);
      }
    }
    return new PhiloxRng(key0, key1);
  }

  uniform(): number {
    return this.#next() / 2 ** 32;
  }

  integer(bound: number): number {
    if (!Number.isInteger(bound) || bound < 1 || bound > 2 ** 32)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The bound ${bound} is not an integer from 1 to 2³².`,
      });
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let word = this.#next();
    while (word >= limit) word = this.#next();
    return word % bound;
  }

  normal(): number {
    if (this.#spare !== undefined) {
      const spare = this.#spare;
      this.#spare = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log((this.#next() + 1) / 2 ** 32));
    const angle = 2 * Math.PI * this.uniform();
    this.#spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  bits(out: Uint32Array): Uint32Array {
    const whole = out.length - (out.length % 4);
    for (let i = 0; i < whole; i += 4) this.#fill(out, i);
    if (whole < out.length) {
      this.#fill(this.#block, 0);
      this.#used = 4;
      for (let i = whole; i < out.length; i++) out[i] = this.#block[i - whole] as number;
    }
    return out;
  }

  permutation(length: number): Uint32Array {
    const order = Uint32Array.from({ length }, (_, i) => i);
    for (let i = length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = order[i] as number;
      order[i] = order[j] as number;
      order[j] = held;
    }
    return order;
  }

  #fill(out: Uint32Array, offset: number): void {
    const high = Math.floor(this.#counter / 2 ** 32);
    philox4x32(this.#counter >>> 0, high, 0, 0, this.#key0, this.#key1, out, offset);
    this.#counter++;
  }

  #next(): number {
    if (this.#used === 4) {
      this.#fill(this.#block, 0);
      this.#used = 0;
    }
    return this.#block[this.#used++] as number;
  }
}
