import { expect, it } from 'vitest';
import { grants } from './throttle.js';

it('gives turns to the oldest arrays first, and what they no longer need to later ones', () => {
  expect(grants([10, 10], 4)).toEqual({ shares: [4, 0], left: 0 });
  expect(grants([3, 10], 4)).toEqual({ shares: [3, 1], left: 0 });
  expect(grants([1, 2], 4)).toEqual({ shares: [1, 2], left: 1 });
  expect(grants([1000, 5])).toEqual({ shares: [1000, 5], left: Number.POSITIVE_INFINITY });
});
