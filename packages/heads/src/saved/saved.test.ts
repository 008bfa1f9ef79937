import { describe, expect, it } from 'vitest';
import { list, nullable, number, object, oneOf, readSaved, text, textOrNumber } from './saved.js';

describe('readSaved', () => {
  const fields = {
    names: list(textOrNumber),
    mode: oneOf('one', 'two'),
    limit: nullable(object({ of: text, at: number })),
  };
  const saved = { kind: 'k', names: ['a', 1], mode: 'two', limit: { of: 'a', at: 0.5 } } as const;
  const read = (changes: object) => readSaved('k', { ...saved, ...changes }, fields);

  it('gives the fields without the kind', () => {
    const { kind: _, ...rest } = saved;
    expect(read({})).toEqual(rest);
    expect(read({ limit: null, more: 1 })).toEqual({ ...rest, limit: null });
  });

  it.each([
    ['names', 'a'],
    ['names', ['a', null]],
    ['mode', 'three'],
    ['limit', 1],
    ['limit', { of: 'a' }],
    ['limit', { of: 1, at: 1 }],
    ['limit', []],
    ['names', undefined],
  ])('names the field %s that is %j', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(`The field '${name}' of the saved head of kind 'k'`);
  });

  it('does not take inherited fields for saved ones', () => {
    expect(() => readSaved('k', { kind: 'k' }, { toString: text })).toThrow(/field 'toString'/);
  });
});
