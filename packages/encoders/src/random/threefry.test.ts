import { describe, expect, it } from 'vitest';
import { threefry4x32 } from './threefry.js';

function words(key: readonly number[], row: number, count: number, rounds?: number): Uint32Array {
  const out = new Uint32Array(count);
  threefry4x32(Uint32Array.from(key), row, out, rounds);
  return out;
}

describe('threefry4x32', () => {
  // Known answers of the Random123 distribution, threefry 4x32 20.
  it('gives the published answer for 20 rounds', () => {
    expect(Array.from(words([0, 0, 0, 0], 0, 4, 20), (word) => word.toString(16))).toEqual([
      '9c6ca96a',
      'e17eae66',
      'fc10ecd4',
      '5256a7d8',
    ]);
  });

  it('depends on key, row and block, not on how much is asked for', () => {
    const all = words([1, 2, 3, 4], 7, 40);
    expect(words([1, 2, 3, 4], 7, 8)).toEqual(all.subarray(0, 8));
    for (const other of [words([1, 2, 3, 5], 7, 40), words([1, 2, 3, 4], 8, 40)])
      expect(other.filter((word, i) => word === all[i])).toHaveLength(0);
    expect(new Set(all).size).toBe(40);
  });

  it('fills rows and blocks with bits that no simple test tells from chance', () => {
    const rows = Array.from({ length: 256 }, (_, row) => words([5, 0, 0, 0], row, 256));
    const bytes = new Float64Array(256);
    const ones = new Float64Array(32);
    let correlation = 0;
    let neighbours = 0;
    for (const [row, own] of rows.entries())
      for (const [i, word] of own.entries()) {
        for (let shift = 0; shift < 32; shift += 8) {
          const byte = (word >>> shift) & 0xff;
          bytes[byte] = (bytes[byte] as number) + 1;
        }
        for (let bit = 0; bit < 32; bit++) ones[bit] = (ones[bit] as number) + ((word >>> bit) & 1);
        const centred = word / 2 ** 32 - 0.5;
        correlation += centred * ((own[(i + 1) % 256] as number) / 2 ** 32 - 0.5);
        neighbours += centred * ((rows[(row + 1) % 256]?.[i] as number) / 2 ** 32 - 0.5);
      }
    const count = 256 * 256;
    const expected = (4 * count) / 256;
    const chiSquare = bytes.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
    // 255 degrees of freedom: beyond these once in ten thousand times each.
    expect(chiSquare).toBeGreaterThan(177);
    expect(chiSquare).toBeLessThan(346);
    for (const found of ones)
      expect(Math.abs(found - count / 2) / (0.5 * Math.sqrt(count))).toBeLessThan(4.5);
    for (const sum of [correlation, neighbours])
      expect(Math.abs(sum) / (Math.sqrt(count) / 12)).toBeLessThan(4.5);
  });

  it('changes half of the bits when one bit of key or row changes', () => {
    const base = words([1, 2, 3, 4], 5, 4);
    const flipped = [
      ...[0, 1, 2, 3].flatMap((i) =>
        [0, 13, 31].map((bit) =>
          words(
            [1, 2, 3, 4].map((word, k) => (k === i ? word ^ (1 << bit) : word)),
            5,
            4,
          ),
        ),
      ),
      ...[0, 13, 31].map((bit) => words([1, 2, 3, 4], 5 ^ (1 << bit), 4)),
    ];
    for (const other of flipped) {
      const changed = other.reduce((sum, word, i) => sum + popCount(word ^ (base[i] as number)), 0);
      expect(Math.abs(changed - 64)).toBeLessThan(26);
    }
  });
});

function popCount(word: number): number {
  return (word >>> 0).toString(2).replaceAll('0', '').length;
}
