import { expect, it } from 'vitest';
import { longestFirst } from './truncation.js';

it.each([
  [3, 4, 10, [3, 4]],
  [2, 9, 8, [2, 6]],
  [9, 2, 8, [6, 2]],
  [9, 9, 8, [4, 4]],
  [9, 9, 7, [3, 4]],
  [9, 5, 7, [4, 3]],
  [3, 9, 7, [3, 4]],
  [0, 9, 7, [0, 7]],
])('cuts %d and %d to %d as Python does', (first, second, room, kept) => {
  expect(longestFirst(first, second, room)).toEqual(kept);
});
