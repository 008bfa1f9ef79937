import { expect, it } from 'vitest';
import { printedAnswer } from './printed.js';

it('is that the most similar source is best for three of five targets, two of them by ties', () => {
  const { hits, pooled } = printedAnswer();
  expect(hits).toEqual({ total: 3, alone: 1, tied: 2 });
  expect(pooled?.coefficient).toBeCloseTo(0.34, 2);
});
