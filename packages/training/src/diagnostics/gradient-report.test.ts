import { describe, expect, it } from 'vitest';
import { gradientReport } from './gradient-report.js';

const report = (products: readonly number[], weights: readonly number[], present = weights.map(() => true)) =>
  gradientReport({
    tasks: weights.map((_, task) => `t${task}`),
    present,
    losses: Float64Array.from(weights, () => 1),
    weights: Float64Array.from(weights),
    blocks: [],
    products: [Float64Array.from(products)],
  });

describe('gradientReport', () => {
  it('has the published cosines and similarities of size', () => {
    const [block] = report([18, -22, -22, 38], [1, 1]).blocks;
    expect(block?.cosines[0]?.[1]).toBeCloseTo(-0.8411910242, 10);
    expect(block?.magnitudes[1]?.[0]).toBeCloseTo(0.9340497736, 10);
    const [three] = report([10, -3, 2, -3, 5, -2, 2, -2, 5], [1, 1, 1]).blocks;
    expect(three?.magnitudes[0]?.[2]).toBeCloseTo(0.9428090416, 10);
    expect(three?.magnitudes[1]?.[2]).toBe(1);
  });

  it('tells shares of the gradient from weights', () => {
    const { weights, blocks } = report([1, 0, 0, 9], [6, 4]);
    expect(weights).toEqual([6, 4]);
    expect(blocks[0]?.shares).toEqual([1 / 3, 2 / 3]);
  });

  it('has no row for an absent task, and 0 where a gradient is', () => {
    const { tasks, blocks } = report([0, 0, 0, 0, 7, 0, 0, 0, 4], [1, 1, 1], [true, false, true]);
    expect(tasks).toEqual(['t0', 't2']);
    expect(blocks[0]).toMatchObject({
      norms: [0, 2],
      cosines: [
        [0, 0],
        [0, 1],
      ],
      shares: [0, 1],
    });
  });
});
