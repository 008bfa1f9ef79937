import { describe, expect, it } from 'vitest';
import { findNotJson } from './json.js';

describe('findNotJson', () => {
  it.each([
    [null],
    [true],
    ['text'],
    [-1.5],
    [[]],
    [{ a: [1, { b: null }], c: undefined }],
    [Object.create(null)],
  ])('finds nothing in %j', (value) => {
    expect(findNotJson(value)).toBeUndefined();
  });

  it.each([
    [Number.NaN, 'the value is NaN'],
    [undefined, 'the value is undefined'],
    [{ a: [1, Number.POSITIVE_INFINITY] }, 'a.1 is Infinity'],
    [{ a: { b: () => 1 } }, 'a.b is a function'],
    [{ a: 1n }, 'a is a bigint'],
    [{ a: [undefined] }, 'a.0 is undefined'],
    [{ date: new Date() }, 'date is an instance of Date'],
    [{ a: new Float32Array(1) }, 'a is an instance of Float32Array'],
    [new Map(), 'the value is an instance of Map'],
  ])('names the place in %o', (value, place) => {
    expect(findNotJson(value)).toBe(place);
  });

  it('begins the place with what the value is called', () => {
    expect(findNotJson({ a: Number.NaN }, 'parameters')).toBe('parameters.a is NaN');
  });
});
