import { describe, expect, it } from 'vitest';
import { calibrateTests } from './calibrate-tests.js';
import { calibrationTable } from './calibration-table.js';
import { rejectionRate } from './rejection-rate.js';

describe('1,000 simulated studies of each kind', () => {
  const calibrations = calibrateTests();
  const named = calibrations.map((each) => ({ name: `${each.test}, ${each.design}`, ...each }));

  it.each(named.filter(({ holds }) => holds))(
    'false positives stay at 5 %, within Monte-Carlo error at most 6 %: $name',
    ({ falsePositives }) => {
      expect(falsePositives.rate).toBeLessThanOrEqual(0.06);
    },
  );

  it.each(named.filter(({ stated }) => stated !== undefined))(
    'the power is the one stated: $name',
    ({ found, stated = Number.NaN }) => {
      expect(Math.abs((found?.rate ?? Number.NaN) - stated)).toBeLessThan(
        3 * Math.sqrt((stated * (1 - stated)) / (found?.studies ?? 0)),
      );
    },
  );

  it.each(named.filter(({ found }) => found !== undefined))('finds what was planted: $name', ({ found }) => {
    expect(found?.rate).toBeGreaterThan(0.4);
  });

  it.each(named.filter(({ holds }) => !holds))(
    'shows the excess where assumptions are broken: $name',
    ({ falsePositives }) => {
      expect(falsePositives.interval.lower).toBeGreaterThan(0.06);
    },
  );

  it('make a table', () => {
    const { rows, notes } = calibrationTable(calibrations);
    expect(rows).toHaveLength(calibrations.length);
    expect(notes[0]).toMatch(
      /1,000 to 6,000 simulated studies without an effect and 1,000 to 2,000 with one/,
    );
  });
});

describe('a rejection rate', () => {
  it('counts, with its error', () => {
    const half = rejectionRate((rng) => rng.uniform(), { studies: 400, alpha: 0.5 });
    expect(half.rate).toBeCloseTo(0.5, 1);
    expect(half.standardError).toBeCloseTo(0.025, 3);
    expect(half.interval.lower).toBeLessThan(half.rate);
    expect(rejectionRate(() => Number.NaN).rejected).toBe(0);
    expect(() => rejectionRate(() => 1, { studies: 0 })).toThrow(/studies is 0/);
    expect(() => calibrateTests({ tests: ['tTest'] })).toThrow(
      /no simulation of the test 'tTest'.*welchTest/,
    );
  });

  it('repeats with its seed', () => {
    const [a, b] = [1, 1].map((seed) => calibrateTests({ studies: 5, seed }));
    expect(a).toEqual(b);
    expect(calibrateTests({ studies: 5, seed: 1, tests: ['kendall'] })).toEqual(
      a?.filter(({ test }) => test === 'kendall'),
    );
  });
});
