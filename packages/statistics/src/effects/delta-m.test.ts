import { expect, it } from 'vitest';
import { deltaM } from './delta-m.js';

const single = { interest: { rmse: 0.8, r2: 0.1 }, topic: { accuracy: 0.9 } };
const multi = { interest: { rmse: 0.72, r2: 0.12 }, topic: { accuracy: 0.855 } };

it('is the mean relative gain, each score with its own direction', () => {
  const { value, gains } = deltaM(multi, single);
  expect(gains.interest?.rmse).toBeCloseTo(0.1, 12);
  expect(gains.interest?.r2).toBeCloseTo(0.2, 12);
  expect(gains.topic?.accuracy).toBeCloseTo(-0.05, 12);
  expect(value).toBeCloseTo((0.15 - 0.05) / 2, 12);
  expect(deltaM(multi, single, { average: 'scores' }).value).toBeCloseTo(0.25 / 3, 12);
});

it('calls a rise from a negative baseline a gain', () => {
  expect(deltaM({ a: { r2: -0.2 } }, { a: { r2: -0.4 } }).value).toBeCloseTo(0.5, 12);
});

it('says what is missing', () => {
  expect(() => deltaM({ a: { quality: 1 } }, { a: { quality: 1 } })).toThrow(/'quality' are better/);
  expect(
    deltaM({ a: { quality: 2 } }, { a: { quality: 1 } }, { directions: { quality: 'higher' } }).value,
  ).toBe(1);
  expect(() => deltaM({ a: { r2: 1 } }, { a: { accuracy: 1 } })).toThrow(/no score 'r2'/);
  expect(() => deltaM({ a: { r2: 1 } }, { a: { r2: 0 } })).toThrow(/no relative gain/);
  expect(() => deltaM({}, {})).toThrow(/no task/);
});
