import { describe, expect, it } from 'vitest';
import { exponentialWeight, linearWeight, stepwiseWeight } from '../index.js';

const course = (weight: ReturnType<typeof linearWeight>, ...steps: number[]) =>
  steps.map((index) => weight.at({ index, epoch: 0 }));

describe('linearWeight', () => {
  it('moves evenly and stays', () => {
    expect(course(linearWeight(1, 0, { steps: 4 }), 0, 1, 2, 4, 9)).toEqual([1, 0.75, 0.5, 0, 0]);
    expect(course(linearWeight(0, 2, { steps: 2, after: 3 }), 0, 3, 4, 5)).toEqual([0, 0, 1, 2]);
  });

  it.each([
    [-1, 0, 1],
    [0, Number.NaN, 1],
    [0, 1, 0],
    [0, 1, 1.5],
  ])('refuses %f → %f over %f steps', (from, to, steps) => {
    expect(() => linearWeight(from, to, { steps })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe('exponentialWeight', () => {
  it('moves by the same factor in every step', () => {
    expect(course(exponentialWeight(8, 1, { steps: 3 }), 0, 3, 9)).toEqual([8, 1, 1]);
    expect(course(exponentialWeight(8, 1, { steps: 3 }), 1)[0]).toBeCloseTo(4, 12);
  });

  it('refuses 0', () => {
    expect(() => exponentialWeight(1, 0, { steps: 3 })).toThrow(
      'No factor leads from the weight 1 to the weight 0.',
    );
  });
});

describe('stepwiseWeight', () => {
  it('keeps a weight until the next', () => {
    expect(course(stepwiseWeight({ 10: 0.5, 0: 1 }), 0, 9, 10, 99)).toEqual([1, 1, 0.5, 0.5]);
  });

  it('needs a weight for step 0', () => {
    expect(() => stepwiseWeight({ 10: 0.5 })).toThrow('step 0');
    expect(() => stepwiseWeight({ 0: 1, 1.5: 2 })).toThrow('whole number');
  });
});
