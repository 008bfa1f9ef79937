import { sampleEncodings } from '@tomoni/testing';
import { describe, expect, it } from 'vitest';
import { cropAround } from './crop.js';

const [encoding] = sampleEncodings(['a b c d e f g h i j']);
if (encoding === undefined) throw new Error('There is no sample.');
const last = encoding.ids.length - 1;
const shown = (position: number, longest: number) => {
  const crop = cropAround(encoding, position, longest);
  return { tokens: crop.encoding.tokens.join(' '), column: crop.column(position), crop };
};

describe('cropAround', () => {
  it('leaves what is short enough as it is', () => {
    expect(cropAround(encoding, 3, last + 1).encoding).toBe(encoding);
    expect(cropAround(encoding, 3, last + 1).column(3)).toBe(3);
  });

  it('keeps the special tokens of both ends, and the token in the middle of the rest', () => {
    const [first, final] = [encoding.tokens[0], encoding.tokens[last]];
    expect(shown(5, 5)).toMatchObject({ tokens: `${first} d e f ${final}`, column: 2 });
    expect(shown(1, 5)).toMatchObject({ tokens: `${first} a b c ${final}`, column: 1 });
    expect(shown(10, 5)).toMatchObject({ tokens: `${first} h i j ${final}`, column: 3 });
  });

  it('carries every field along, and says what is outside', () => {
    const { crop } = shown(5, 5);
    expect(crop.column(9)).toBe(-1);
    const { ids, typeIds, offsets, wordIds, sequenceIds, special } = crop.encoding;
    expect([ids, typeIds, wordIds, sequenceIds, special].map(({ length }) => length)).toEqual([
      5, 5, 5, 5, 5,
    ]);
    expect([...offsets]).toEqual([0, 0, 6, 7, 8, 9, 10, 11, 0, 0]);
    expect([...ids.subarray(1, 4)]).toEqual([...encoding.ids.subarray(4, 7)]);
  });
});
