import { runsNeeded } from '@tomoni/statistics';
import { expect, it } from 'vitest';
import { seedsNeeded } from './seeds-needed.js';

it('asks power with the deviation of the pilot', () => {
  const pilot = [[1, 2, 3], [5], [4, 6]];
  const { runs, deviation, description } = seedsNeeded(-1, pilot);
  expect(deviation).toBeCloseTo(Math.sqrt((2 * 1 + 1 * 2) / 3), 12);
  expect(runs).toBe(runsNeeded(0.8, { difference: 1, deviation }));
  expect(description).toBe(
    `${runs} runs of each arm find a difference of 1.0000 with probability 0.8, where runs vary by 1.1547 (standard deviation).`,
  );
  expect(seedsNeeded(1, pilot, { alternative: 'better' }).runs).toBeLessThan(runs ?? 0);
  expect(seedsNeeded(1, pilot, { alpha: 0.05 / 12 }).runs).toBeGreaterThan(runs ?? 0);
});

it('says what a pilot does not show', () => {
  expect(() => seedsNeeded(1, [[1], [2]])).toThrow(/does not show how runs vary/);
  expect(() => seedsNeeded(1, [[1, 1]])).toThrow(/does not show how runs vary/);
  expect(() => seedsNeeded(0, [[1, 2]])).toThrow(/difference of 0/);
  expect(seedsNeeded(1e-6, [[0, 1]]).description).toMatch(/^No number of runs finds/);
});
