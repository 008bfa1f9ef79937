import { describe, expect, it } from 'vitest';
import { readExactJson, writeExactJson } from './exact-json.js';

describe('exact JSON', () => {
  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0.1, 5e-324, 'NaN', null])(
    'gives %s back',
    (value) => {
      const wrapped = { list: [value], value };
      expect(readExactJson(writeExactJson(wrapped))).toEqual(wrapped);
    },
  );
});
