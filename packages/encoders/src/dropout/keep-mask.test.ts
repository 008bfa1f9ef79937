import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { drawKeepMask } from './keep-mask.js';

const rng = () => createRng(3).fork('layer', 2, 'output');

describe('drawKeepMask', () => {
  it('draws some rows as it draws them among all', () => {
    for (const width of [1, 2, 7, 8, 9, 64]) {
      const whole = drawKeepMask(6, width, 0.4, rng())?.kept as Uint8Array;
      const some = drawKeepMask(Int32Array.of(4, 0, 4), width, 0.4, rng())?.kept as Uint8Array;
      const row = (i: number) => whole.subarray(i * width, (i + 1) * width);
      expect(some).toEqual(Uint8Array.of(...row(4), ...row(0), ...row(4)));
      expect(new Set([...whole, 0, 1])).toEqual(new Set([0, 1]));
    }
  });

  it('keeps the share that the rounded rate leaves, in every row and column', () => {
    const [rows, width] = [400, 500];
    for (const rate of [0.1, 0.5, 0.9]) {
      const mask = drawKeepMask(rows, width, rate, rng());
      const { kept, scale } = mask as { kept: Uint8Array; scale: number };
      const rounded = Math.round(rate * 65536) / 65536;
      expect(scale).toBeCloseTo(1 / (1 - rounded), 12);
      const far = (sum: number, count: number) =>
        Math.abs(sum - count * (1 - rounded)) / Math.sqrt(count * rounded * (1 - rounded));
      expect(
        far(
          kept.reduce((sum, one) => sum + one, 0),
          kept.length,
        ),
      ).toBeLessThan(4);
      for (let i = 0; i < rows; i++)
        expect(
          far(
            kept.subarray(i * width, (i + 1) * width).reduce((sum, one) => sum + one, 0),
            width,
          ),
        ).toBeLessThan(5);
      for (let i = 0; i < width; i++)
        expect(
          far(
            kept.reduce((sum, one, k) => (k % width === i ? sum + one : sum), 0),
            rows,
          ),
        ).toBeLessThan(5);
    }
  });

  it('draws nothing for a rate that rounds to 0, and refuses what is no rate', () => {
    expect(drawKeepMask(3, 3, 0, rng())).toBeUndefined();
    expect(drawKeepMask(3, 3, 1e-9, rng())).toBeUndefined();
    expect(() => drawKeepMask(3, 3, 1, rng())).toThrow('The dropout rate 1 is not in [0, 1).');
  });
});
