import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { sampleRows } from './sample-rows.js';

describe('sampleRows', () => {
  it('draws different rows, all of them where there are no more', () => {
    for (const [total, count] of [
      [10, 4],
      [10, 10],
      [3, 8],
      [1, 1],
    ] as const) {
      const rows = sampleRows(total, count, createRng(1));
      expect(new Set(rows).size).toBe(Math.min(total, count));
      for (const row of rows) expect(row).toBeLessThan(total);
    }
  });

  it('draws every row about as often', () => {
    const counts = new Float64Array(6);
    for (let draw = 0; draw < 3000; draw++)
      for (const row of sampleRows(6, 2, createRng(1).fork(draw))) counts[row] = (counts[row] as number) + 1;
    for (const count of counts)
      expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt(3000 * (1 / 3) * (2 / 3)));
  });
});
