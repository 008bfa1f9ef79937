import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { allSigns, allSubsets, randomSigns, randomSubsets, signCount, subsetCount } from './arrangements.js';

describe('arrangements', () => {
  it('counts subsets', () => {
    expect(subsetCount(20, 10)).toBe(184_756);
    expect(subsetCount(5, 0)).toBe(1);
    expect(subsetCount(1000, 500)).toBeGreaterThan(1e15);
  });

  it('lists every subset once, the first indices first', () => {
    const all = [...map(allSubsets(6, 3), (subset) => Array.from(subset).join(''))];
    expect(all).toHaveLength(subsetCount(6, 3));
    expect(new Set(all).size).toBe(20);
    expect(all[0]).toBe('012');
    expect(all.at(-1)).toBe('345');
  });

  it('lists every choice of signs once, none flipped first', () => {
    const all = [...map(allSigns(5), (flips) => Array.from(flips).join(''))];
    expect(new Set(all).size).toBe(signCount(5));
    expect(all[0]).toBe('00000');
  });

  it('draws each subset and each sign equally often', () => {
    const members = new Float64Array(8);
    for (const subset of randomSubsets(8, 3, 8000, createRng(3)))
      for (const place of subset) members[place] = (members[place] as number) + 1;
    for (const count of members) expect(Math.abs(count - 3000)).toBeLessThan(200);
    const flipped = new Float64Array(40);
    for (const flips of randomSigns(40, 4000, createRng(3)))
      flips.forEach((flip, i) => {
        flipped[i] = (flipped[i] as number) + flip;
      });
    for (const count of flipped) expect(Math.abs(count - 2000)).toBeLessThan(160);
  });
});

function* map<T, U>(items: Iterable<T>, change: (item: T) => U): Generator<U> {
  for (const item of items) yield change(item);
}
