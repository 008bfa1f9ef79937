import { describe, expect, it } from 'vitest';
import { createRng, philox4x32 } from './philox.js';

function block(counter: readonly number[], key: readonly number[]): string[] {
  const out = new Uint32Array(4);
  const [c0, c1, c2, c3] = counter as [number, number, number, number];
  philox4x32(c0, c1, c2, c3, key[0] as number, key[1] as number, out);
  return Array.from(out, (word) => word.toString(16).padStart(8, '0'));
}

describe('philox4x32', () => {
  // Known answers of the Random123 distribution, philox 4x32 10.
  it.each([
    [[0, 0, 0, 0], [0, 0], '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
    [
      [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
      [0xffffffff, 0xffffffff],
      '408f276d 41c83b0e a20bc7c6 6d5451fd',
    ],
    [
      [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
      [0xa4093822, 0x299f31d0],
      'd16cfe09 94fdcceb 5001e420 24126ea1',
    ],
  ])('gives the published answer for %j', (counter, key, expected) => {
    expect(block(counter, key).join(' ')).toBe(expected);
  });
});

describe('createRng', () => {
  it('draws the same numbers on the same path, whatever was drawn before', () => {
    const root = createRng(7);
    const before = root.fork('dropout', 3, 1).uniform();
    for (let i = 0; i < 100; i++) root.uniform();
    root.fork('order').permutation(50);
    expect(root.fork('dropout', 3, 1).uniform()).toBe(before);
  });

  it('separates paths that look alike', () => {
    const root = createRng(0);
    const paths = [['a', 'b'], ['ab'], ['a', 'b', ''], [1], ['1'], [1.5], [-1], ['a\u0000'], ['a']];
    const draws = paths.map((path) =>
      root
        .fork(...path)
        .bits(new Uint32Array(4))
        .join(),
    );
    expect(new Set(draws).size).toBe(paths.length);
  });

  it('separates neighbouring seeds, also above 2³²', () => {
    const seeds = [0, 1, 2, 2 ** 32, 2 ** 32 + 1, 2 ** 53 - 1];
    expect(new Set(seeds.map((seed) => createRng(seed).uniform())).size).toBe(seeds.length);
  });

  it('is uniform, normal and a permutation to the eye of a coarse test', () => {
    const rng = createRng(42);
    const n = 20_000;
    const uniform = Array.from({ length: n }, () => rng.uniform());
    const normal = Array.from({ length: n }, () => rng.normal());
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    expect(mean(uniform)).toBeCloseTo(0.5, 1);
    expect(mean(normal)).toBeCloseTo(0, 1);
    expect(mean(normal.map((x) => x * x))).toBeCloseTo(1, 1);
    const counts = new Array<number>(6).fill(0);
    for (let i = 0; i < 6000; i++) {
      const face = rng.integer(6);
      counts[face] = (counts[face] as number) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(150);
    expect(Array.from(rng.permutation(100)).sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  });

  it('fills arrays of any length', () => {
    for (const length of [0, 1, 3, 4, 9]) {
      const words = createRng(1).bits(new Uint32Array(length));
      expect(words).toHaveLength(length);
      if (length > 0) expect(words.some((word) => word !== 0)).toBe(true);
    }
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => createRng(seed)).toThrow(/not an integer/);
  });
});
