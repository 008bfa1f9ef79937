import { describe, expect, it } from 'vitest';
import { expectEncoding } from '../generator/encoding-consistency.js';
import { sampleEncodings, sampleVocabulary } from '../index.js';
import { sampleTexts } from './sample-texts.js';

describe('sampleEncodings', () => {
  it('cuts words at white space and long ones into tokens', () => {
    const [encoding] = sampleEncodings(['A wonderful  day.']);
    expect(encoding).toEqual({
      text: 'A wonderful  day.',
      ids: Int32Array.of(2, 5, 6, 7, 8, 3),
      typeIds: new Int32Array(6),
      tokens: ['[CLS]', 'A', 'wonder', '##ful', 'day.', '[SEP]'],
      offsets: Int32Array.of(0, 0, 0, 1, 2, 8, 8, 11, 13, 17, 0, 0),
      wordIds: Int32Array.of(-1, 0, 1, 1, 2, -1),
      sequenceIds: Int8Array.of(-1, 0, 0, 0, 0, -1),
      special: Uint8Array.of(1, 0, 0, 0, 0, 1),
      truncated: 0,
    });
  });

  it('gives whole encodings', () => {
    for (const encoding of sampleEncodings(sampleTexts)) expectEncoding(encoding, encoding.text);
  });

  it('takes the unknown token where a vocabulary does not have the word', () => {
    const [encoding] = sampleEncodings(['A night.'], sampleVocabulary(['A wonderful day.']));
    expect(encoding?.ids).toEqual(Int32Array.of(2, 5, 1, 3));
  });
});

describe('sampleVocabulary', () => {
  it('knows tokens and ids both ways', () => {
    const vocabulary = sampleVocabulary(['A wonderful day.', 'A day.']);
    expect(vocabulary.size).toBe(9);
    expect(vocabulary.idOf('wonder')).toBe(6);
    expect(vocabulary.tokenOf(7)).toBe('##ful');
    expect(vocabulary.idOf('night')).toBeUndefined();
    expect(vocabulary.tokenOf(9)).toBeUndefined();
    expect(vocabulary.idOf(vocabulary.special.mask as string)).toBe(4);
  });
});
