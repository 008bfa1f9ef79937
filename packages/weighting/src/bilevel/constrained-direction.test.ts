import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { productsOf, type Rows } from '../../fixtures/trials.js';
import { minimumNormPoint } from '../linear-algebra/minimum-norm-point.js';
import { constrainedDirection } from './constrained-direction.js';

const drawn = (seed: number, count: number) => {
  const rng = createRng(seed);
  return Array.from({ length: count }, () => Array.from({ length: 5 }, () => rng.normal()));
};
const dot = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);

function solve(objectives: Rows, constraint: readonly number[], rate: number) {
  const crossing = Float64Array.from(objectives, (row) => dot(row, constraint));
  const square = dot(constraint, constraint);
  const { shares, multiplier } = constrainedDirection(productsOf(objectives), crossing, square, rate);
  const d = constraint.map(
    (value, k) =>
      multiplier * value +
      objectives.reduce((sum, row, i) => sum + (shares[i] as number) * (row[k] as number), 0),
  );
  return { shares, multiplier, d, square };
}

describe('constrainedDirection', () => {
  it.each([1, 2, 3, 4, 5, 6])('meets the conditions of a minimum (#%i)', (seed) => {
    const objectives = drawn(seed, 4);
    const [constraint] = drawn(100 + seed, 1) as [number[]];
    const { shares, multiplier, d, square } = solve(objectives, constraint, 0.3);
    expect(shares.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    const pull = objectives.map((row) => dot(row, d));
    const least = Math.min(...pull);
    for (const [i, value] of pull.entries())
      if ((shares[i] as number) > 1e-6) expect(value).toBeCloseTo(least, 4);
    expect(dot(constraint, d)).toBeGreaterThanOrEqual(0.3 * square - 1e-4);
    if (multiplier > 1e-6) expect(dot(constraint, d)).toBeCloseTo(0.3 * square, 6);
  });

  it('is MGDA where the constraint falls anyway', () => {
    const objectives = [
      [1, 0.2],
      [1, -0.3],
    ];
    const { shares, multiplier } = solve(objectives, [1, 0], 0.1);
    expect(multiplier).toBe(0);
    const expected = minimumNormPoint(productsOf(objectives));
    for (const [i, share] of shares.entries()) expect(share).toBeCloseTo(expected[i] as number, 6);
  });

  it('is finite without gradients', () => {
    const none = solve([[0, 0]], [0, 0], 0.1);
    expect(none.multiplier).toBe(0);
    expect([...none.shares]).toEqual([1]);
    expect(solve([[0, 0]], [2, 0], 0.1).multiplier).toBeCloseTo(0.1, 12);
  });
});
