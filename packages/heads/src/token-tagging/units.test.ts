import { describe, expect, it } from 'vitest';
import { encodingOf } from '../../fixtures/context.js';
import { unitsOf } from './units.js';

describe('unitsOf', () => {
  const encoding = encodingOf('Mer|kel spricht');

  it('are the tokens of the text', () => {
    expect(unitsOf(encoding, 'all')).toEqual([
      { column: 1, start: 0, end: 3, owned: true },
      { column: 2, start: 3, end: 6, owned: true },
      { column: 3, start: 7, end: 14, owned: true },
    ]);
  });

  it('are its words, read at their first token', () => {
    expect(unitsOf(encoding, 'first')).toEqual([
      { column: 1, start: 0, end: 6, owned: true },
      { column: 3, start: 7, end: 14, owned: true },
    ]);
  });

  it('leave out the second text of a pair and tokens without a visible character', () => {
    const pair = { ...encoding, sequenceIds: Int8Array.of(-1, 0, 0, 1, -1) };
    expect(unitsOf(pair, 'all')).toHaveLength(2);
    const blank = { ...encoding, offsets: Int32Array.of(0, 0, 0, 3, 3, 3, 6, 7, 0, 0) };
    expect(unitsOf(blank, 'all')).toEqual([{ column: 1, start: 0, end: 3, owned: true }]);
  });

  it('do not count white space that a token takes along', () => {
    const led = { ...encoding, offsets: Int32Array.of(0, 0, 0, 3, 3, 6, 6, 14, 0, 0) };
    expect(unitsOf(led, 'all')[2]).toEqual({ column: 3, start: 7, end: 14, owned: true });
  });

  it('join the bytes of one character', () => {
    const bytes = { ...encoding, offsets: Int32Array.of(0, 0, 0, 3, 2, 3, 7, 14, 0, 0) };
    expect(unitsOf(bytes, 'all').map(({ column, start, end }) => [column, start, end])).toEqual([
      [1, 0, 3],
      [3, 7, 14],
    ]);
  });

  it('say what a window answers for', () => {
    const window = { index: 0, count: 2, owned: Uint8Array.of(0, 1, 1, 0, 0) };
    expect(unitsOf({ ...encoding, window }, 'all').map(({ owned }) => owned)).toEqual([true, true, false]);
  });
});
