import { describe, expect, it } from 'vitest';
import { logSoftmax, logSumExp, sigmoid, softmax } from './probabilities.js';

describe('probabilities', () => {
  it('do not overflow', () => {
    expect(logSumExp([1000, 1000])).toBe(1000 + Math.LN2);
    expect(logSumExp([])).toBe(Number.NEGATIVE_INFINITY);
    expect(logSumExp([Number.NEGATIVE_INFINITY, 0])).toBe(0);
    expect(softmax([800, 800, -800])).toEqual([0.5, 0.5, 0]);
    expect(logSoftmax([0, -1000])[1]).toBe(-1000);
    expect([sigmoid(-1000), sigmoid(0), sigmoid(1000)]).toEqual([0, 0.5, 1]);
  });
});
