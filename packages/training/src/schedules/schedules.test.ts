import { describe, expect, it } from 'vitest';
import { constant } from './constant.js';
import { cosine, cosineWithRestarts } from './cosine.js';
import { inverseSquareRoot } from './inverse-square-root.js';
import { linear } from './linear.js';
import { polynomial } from './polynomial.js';
import type { LearningRateSchedule } from './schedule.js';
import { slantedTriangular } from './slanted-triangular.js';

function factors(schedule: LearningRateSchedule, total = 10): number[] {
  return Array.from({ length: total + 1 }, (_, step) => schedule.factor(step, total));
}

function expectClose(actual: readonly number[], expected: readonly number[], digits: number): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of expected.entries()) expect(actual[i]).toBeCloseTo(value, digits);
}

describe('the values of Hugging Face transformers', () => {
  it.each([
    ['linear', linear({ warmup: 2 }), [0, 0.5, 1, 0.875, 0.75, 0.625, 0.5, 0.375, 0.25, 0.125, 0]],
    [
      'cosine',
      cosine({ warmup: 2 }),
      [0, 0.5, 1, 0.96194, 0.853553, 0.691342, 0.5, 0.308658, 0.146447, 0.03806, 0],
    ],
    ['constant', constant({ warmup: 2 }), [0, 0.5, 1, 1, 1, 1, 1, 1, 1, 1, 1]],
    [
      'cosine with restarts',
      cosineWithRestarts({ warmup: 2, cycles: 2 }),
      [0.0, 0.5, 1.0, 0.853553, 0.5, 0.146447, 1.0, 0.853553, 0.5, 0.146447, 0.0],
    ],
    [
      'polynomial',
      polynomial({ warmup: 2, power: 2, end: 0.1 }),
      [0.0, 0.5, 1.0, 0.789062, 0.60625, 0.451562, 0.325, 0.226562, 0.15625, 0.114063, 0.1],
    ],
    [
      'inverse square root',
      inverseSquareRoot({ warmup: 2 }),
      [0.0, 0.5, 1.0, 0.816497, Math.SQRT1_2, 0.632456, 0.57735, 0.534522, 0.5, 0.471405, 0.447214],
    ],
  ] as const)('%s', (_, schedule, expected) => expectClose(factors(schedule), expected, 5));
});

describe('slantedTriangular', () => {
  it('gives the values of its paper for cut_frac 0.3 and ratio 32', () => {
    expectClose(
      factors(slantedTriangular({ warmup: 0.3 })),
      [0.03125, 0.354167, 0.677083, 1, 0.861607, 0.723214, 0.584821, 0.446429, 0.308036, 0.169643, 0.03125],
      6,
    );
  });
});

describe('warm-up', () => {
  it('is a share of all updates below 1, rounded up, and a number of updates from 1', () => {
    expect(factors(linear({ warmup: 0.2 }))).toEqual(factors(linear({ warmup: 2 })));
    expect(linear({ warmup: 0.15 }).factor(1, 10)).toBe(0.5);
    expect(linear({ warmup: 1 }).factor(0, 10)).toBe(0);
    expect(linear().factor(0, 10)).toBe(1);
  });

  it('may be longer than the run', () => {
    expect(cosine({ warmup: 20 }).factor(10, 10)).toBe(0.5);
    expect(linear({ warmup: 10 }).factor(10, 10)).toBe(1);
  });

  it('is named in the description', () => {
    expect(linear({ warmup: 0.1 }).description).toBe('linear to 0 after a warm-up of 10 %');
    expect(constant().description).toBe('constant');
  });
});

it.each([
  [() => linear({ warmup: -1 }), 'The warm-up -1 is neither'],
  [() => linear({ warmup: 1.5 }), 'The warm-up 1.5 is neither'],
  [() => linear({ warmup: Number.NaN }), 'The warm-up NaN is neither'],
  [() => cosineWithRestarts({ cycles: 0.5 }), "'cycles' of the schedule is 0.5"],
  [() => polynomial({ power: 0 }), "'power' of the schedule is 0"],
  [() => polynomial({ end: 1 }), "'end' of the schedule is 1"],
  [() => inverseSquareRoot({ timescale: 0 }), "'timescale' of the schedule is 0"],
  [() => slantedTriangular({ warmup: 3 }), "'warmup' of the schedule is 3"],
  [() => slantedTriangular({ ratio: 0.5 }), "'ratio' of the schedule is 0.5"],
])('options that make no sense are refused (%#)', (make, sentence) => {
  expect(make).toThrow(sentence);
});
