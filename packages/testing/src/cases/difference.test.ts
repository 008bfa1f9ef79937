import { describe, expect, it } from 'vitest';
import { difference } from './difference.js';

describe('difference', () => {
  it('finds none between equal values', () => {
    const value = { a: [1, Number.NaN], b: new Map([['k', Float32Array.of(1, 2)]]), c: undefined, d: 'text' };
    expect(difference(structuredClone(value), value)).toBeUndefined();
    expect(difference({ a: 1, b: undefined }, { a: 1 })).toBeUndefined();
    expect(difference(0, -0)).toBeUndefined();
  });

  it('says where values differ', () => {
    expect(difference({ a: { b: [1, 2] } }, { a: { b: [1, 3] } })).toBe('a.b.1: 2 in place of 3');
    expect(difference({ a: 1 }, {})).toBe('a is too much');
    expect(difference({}, { a: 1 })).toBe('a is missing');
    expect(difference('x', 1)).toBe("'x' in place of 1");
    expect(difference([1], 1)).toBe('an object in place of 1');
    expect(difference(new Map([['k', 1]]), new Map([['k', 2]]))).toBe('k: 1 in place of 2');
  });

  it('takes numbers for equal within the tolerance', () => {
    expect(difference(1, 1.0009, 1e-3)).toBeUndefined();
    expect(difference(1000, 1000.9, 1e-3)).toBeUndefined();
    expect(difference(1, 1.01, 1e-3)).toBe('1 in place of 1.01');
    expect(difference(Number.NaN, 1, 1)).toBe('NaN in place of 1');
    expect(difference(Number.POSITIVE_INFINITY, 1, 1)).toBe('Infinity in place of 1');
  });
});
