import { describe, expect, it } from 'vitest';
import { expectSameDigits, reference } from '../../fixtures/reference.js';
import { logBeta, logGamma } from './gamma.js';
import { incompleteBeta } from './incomplete-beta.js';
import { normalCritical, normalTail } from './normal.js';
import { studentCritical, studentTail } from './student.js';

const exact = reference<{
  student: [t: number, degreesOfFreedom: number, tail: number][];
  studentCritical: [probability: number, degreesOfFreedom: number, t: number][];
  normal: [z: number, tail: number][];
  normalCritical: [probability: number, z: number][];
  logGamma: [x: number, value: number][];
  incompleteBeta: [x: number, a: number, b: number, value: number][];
}>('distributions');

describe('distributions against 40-digit arithmetic', () => {
  it.each(exact.student)('P(T > %d) with %d degrees of freedom', (t, degreesOfFreedom, tail) => {
    expectSameDigits(studentTail(t, degreesOfFreedom), tail);
    expect(studentTail(-t, degreesOfFreedom)).toBe(1 - studentTail(t, degreesOfFreedom));
  });

  it.each(exact.studentCritical)('the t exceeded with probability %d, %d degrees of freedom', (p, df, t) => {
    expectSameDigits(studentCritical(p, df), t);
  });

  it.each(exact.normal)('P(Z > %d)', (z, tail) => {
    expectSameDigits(normalTail(z), tail);
  });

  it.each(exact.normalCritical)('the z exceeded with probability %d', (p, z) => {
    expectSameDigits(normalCritical(p), z);
    expect(normalCritical(1 - p)).toBeCloseTo(-z, 6);
  });

  it.each(exact.logGamma)('ln Γ(%d)', (x, value) => {
    expectSameDigits(logGamma(x), value);
  });

  it.each(exact.incompleteBeta)('I at %d of (%d, %d)', (x, a, b, value) => {
    expectSameDigits(incompleteBeta(x, 1 - x, a, b), value);
  });
});

describe('at the ends', () => {
  it('knows the limits', () => {
    expect(studentTail(Number.POSITIVE_INFINITY, 5)).toBe(0);
    expect(studentTail(Number.NEGATIVE_INFINITY, 5)).toBe(1);
    expect(studentTail(0, 5)).toBe(0.5);
    expect(studentTail(1e200, 5)).toBe(0);
    expect(normalTail(0)).toBe(0.5);
    expect(normalTail(Number.POSITIVE_INFINITY)).toBe(0);
    expect(normalTail(Number.NEGATIVE_INFINITY)).toBe(1);
    expect(studentCritical(0.5, 3)).toBe(0);
    expect(normalCritical(0)).toBe(Number.POSITIVE_INFINITY);
    expect(normalCritical(1)).toBe(Number.NEGATIVE_INFINITY);
  });

  it('passes on what is not defined', () => {
    for (const value of [studentTail(Number.NaN, 5), studentTail(1, Number.NaN), studentTail(1, 0)])
      expect(value).toBeNaN();
    expect(normalTail(Number.NaN)).toBeNaN();
    expect(studentCritical(0.1, Number.NaN)).toBeNaN();
  });

  it('is symmetric where the function is', () => {
    expect(logBeta(3.5, 20)).toBe(logBeta(20, 3.5));
  });
});
