import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { decimate } from './decimate.js';
import { segments } from './segments.js';

describe('segments', () => {
  it('parts a curve at what is not finite', () => {
    const points = [1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY, Number.NaN, 4].map((y, x) => ({ x, y }));
    expect(segments(points).map((stretch) => stretch.map(({ y }) => y))).toEqual([[1, 2], [3], [4]]);
    expect(segments([])).toEqual([]);
    expect(segments([{ x: 0, y: Number.NaN }])).toEqual([]);
  });
});

describe('decimate', () => {
  const rng = createRng(1);
  const points = Array.from({ length: 10_000 }, (_, x) => ({ x, y: rng.normal() }));

  it('keeps the ends and extremes of every column, in order', () => {
    const kept = decimate(points, 200);
    expect(kept.length).toBeLessThanOrEqual(800);
    expect(kept[0]).toBe(points[0]);
    expect(kept.at(-1)).toBe(points.at(-1));
    for (let i = 1; i < kept.length; i++) expect(kept[i]?.x).toBeGreaterThan(kept[i - 1]?.x as number);
    for (let column = 0; column < 200; column++) {
      const inside = ({ x }: { x: number }) => Math.min(199, Math.floor((x * 200) / 9999)) === column;
      const ys = (list: typeof points) => list.filter(inside).map(({ y }) => y);
      expect(Math.min(...ys(kept))).toBe(Math.min(...ys(points)));
      expect(Math.max(...ys(kept))).toBe(Math.max(...ys(points)));
    }
  });

  it('leaves short curves alone, and copes with one place', () => {
    expect(decimate(points.slice(0, 100), 50)).toEqual(points.slice(0, 100));
    const stacked = points.map(({ y }) => ({ x: 3, y }));
    expect(decimate(stacked, 10).length).toBeLessThanOrEqual(4);
  });
});
