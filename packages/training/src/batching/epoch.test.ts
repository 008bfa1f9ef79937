import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { batchesPerEpoch, epochBatches, type SizedTexts, sortedBatches } from './epoch.js';

function dataSet(lengths: readonly number[]): SizedTexts {
  return { texts: lengths.map((length) => ({ encoding: { ids: new Int32Array(length) } })) };
}

const lengths = Array.from({ length: 103 }, (_, i) => 1 + ((i * 37) % 60));
const plan = { sizes: [8, 8], byLength: true };

describe('epochBatches', () => {
  it.each([true, false])('has every row of every set once (byLength %s)', (byLength) => {
    const sets = [dataSet(lengths), dataSet([5, 6, 7])];
    const batches = epochBatches(sets, { ...plan, byLength }, createRng(1));
    expect(batches).toHaveLength(batchesPerEpoch(sets, plan.sizes));
    for (const [index, { texts }] of sets.entries()) {
      const rows = batches.filter(({ set }) => set === index).flatMap((batch) => [...batch.rows]);
      expect(rows.sort((a, b) => a - b)).toEqual(texts.map((_, row) => row));
    }
  });

  it('pads little by length, and changes from epoch to epoch', () => {
    const sets = [dataSet(lengths)];
    const padding = (byLength: boolean) =>
      epochBatches(sets, { ...plan, byLength }, createRng(1)).reduce((sum, { rows }) => {
        const own = [...rows].map((row) => lengths[row] as number);
        return sum + own.length * Math.max(...own) - own.reduce((a, b) => a + b, 0);
      }, 0);
    expect(padding(true)).toBeLessThan(padding(false) / 4);
    const order = (seed: number) => JSON.stringify(epochBatches(sets, plan, createRng(seed)));
    expect(order(1)).toBe(order(1));
    expect(order(1)).not.toBe(order(2));
  });
});

describe('sortedBatches', () => {
  it('goes from short to long', () => {
    const longest = sortedBatches(dataSet(lengths), 10).map(({ rows }) =>
      Math.max(...[...rows].map((r) => lengths[r] as number)),
    );
    expect(longest).toEqual([...longest].sort((a, b) => a - b));
  });
});
