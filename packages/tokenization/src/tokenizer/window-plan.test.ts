import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { owners, windowRanges } from './window-plan.js';

describe('windowRanges', () => {
  it('covers everything, neighbours sharing the overlap', () => {
    expect(windowRanges(9, 5, 3)).toEqual([
      { start: 0, end: 5 },
      { start: 2, end: 7 },
      { start: 4, end: 9 },
    ]);
    expect(windowRanges(7, 3, 0)).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 6 },
      { start: 6, end: 7 },
    ]);
  });
});

describe('owners', () => {
  it('prefers the window whose nearer cut edge is farther, of equals the earlier', () => {
    expect([...owners(9, windowRanges(9, 5, 3))]).toEqual([0, 0, 0, 0, 1, 1, 2, 2, 2]);
  });

  it('names a window that holds the token, in rising order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(11),
        (length, room, shared) => {
          const ranges = windowRanges(length, room, Math.min(shared, room - 1));
          const owner = owners(length, ranges);
          owner.forEach((window, token) => {
            const { start, end } = ranges[window] ?? { start: 0, end: 0 };
            expect(token >= start && token < end).toBe(true);
            if (token > 0) expect(window).toBeGreaterThanOrEqual(owner[token - 1] as number);
          });
        },
      ),
    );
  });
});
