import { describe, expect, it } from 'vitest';
import { wordPieceTokenizer } from '../word-piece/word-piece-tokenizer.js';

const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'a',
  'b',
  'c',
  'd',
  'e',
  'ab',
  '##c',
  '日',
  '本',
  '##b',
];
const tokenizer = wordPieceTokenizer({ vocabulary, maxLength: 16 });

describe('encode', () => {
  it('gives the special tokens alone for an empty text', () => {
    const encoding = tokenizer.encode('');
    expect(encoding.tokens).toEqual(['[CLS]', '[SEP]']);
    expect([...encoding.sequenceIds]).toEqual([-1, -1]);
    expect(tokenizer.encode(' \n\t ').tokens).toEqual(['[CLS]', '[SEP]']);
    expect(tokenizer.encode({ words: [] }).tokens).toEqual(['[CLS]', '[SEP]']);
  });

  it('counts offsets in UTF-16 code units', () => {
    const encoding = tokenizer.encode('😀 abc');
    expect(encoding.tokens).toEqual(['[CLS]', '[UNK]', 'ab', '##c', '[SEP]']);
    expect([...encoding.offsets]).toEqual([0, 0, 0, 2, 3, 5, 5, 6, 0, 0]);
    expect([...encoding.wordIds]).toEqual([-1, 0, 1, 1, -1]);
  });

  it('reads a lone surrogate as the replacement character, which BERT drops', () => {
    const encoding = tokenizer.encode('a\ud83d b');
    expect(encoding.text).toBe('a\ud83d b');
    expect([...encoding.offsets]).toEqual([0, 0, 0, 1, 3, 4, 0, 0]);
  });

  it('cuts a long text and counts what is lost', () => {
    const encoding = tokenizer.encode('a b c d e', { maxLength: 5 });
    expect(encoding.tokens).toEqual(['[CLS]', 'a', 'b', 'c', '[SEP]']);
    expect(encoding.truncated).toBe(2);
  });

  it('takes words as they are and numbers them', () => {
    const encoding = tokenizer.encode({ words: ['ab c', '', 'd'] });
    expect(encoding.text).toBe('ab c  d');
    expect(encoding.tokens).toEqual(['[CLS]', 'ab', 'c', 'd', '[SEP]']);
    expect([...encoding.wordIds]).toEqual([-1, 0, 0, 2, -1]);
    expect([...encoding.offsets]).toEqual([0, 0, 0, 2, 3, 4, 6, 7, 0, 0]);
  });

  it('splits at segments before it tokenizes', () => {
    expect(tokenizer.encode('abc').tokens).toEqual(['[CLS]', 'ab', '##c', '[SEP]']);
    const encoding = tokenizer.encode('abc', { segments: [{ start: 1, end: 3 }] });
    expect(encoding.tokens).toEqual(['[CLS]', 'a', 'b', '##c', '[SEP]']);
    expect([...encoding.offsets]).toEqual([0, 0, 0, 1, 1, 2, 2, 3, 0, 0]);
    expect([...encoding.wordIds]).toEqual([-1, 0, 1, 1, -1]);
    const words = tokenizer.encode({ words: ['a', 'abc'] }, { segments: [{ start: 0, end: 3 }] });
    expect(words.tokens).toEqual(['[CLS]', 'a', 'a', 'b', '##c', '[SEP]']);
    expect([...words.wordIds]).toEqual([-1, 0, 1, 1, 1, -1]);
  });

  it('tells the texts of a pair apart', () => {
    const encoding = tokenizer.encode(['a b', 'c']);
    expect(encoding.pair).toBe('c');
    expect([...encoding.sequenceIds]).toEqual([-1, 0, 0, -1, 1, -1]);
    expect([...encoding.typeIds]).toEqual([0, 0, 0, 0, 1, 1]);
    expect([...encoding.offsets.slice(8, 10)]).toEqual([0, 1]);
  });

  it('refuses a length without room, and segments out of order', () => {
    expect(() => tokenizer.encode('a', { maxLength: 2 })).toThrow(/leaves no room for a token/);
    expect(() => tokenizer.encode(['a', 'b'], { maxLength: 4 })).toThrow(/leaves no room/);
    expect(() => tokenizer.encode('a', { maxLength: 4.5 })).toThrow(/whole/);
    expect(() => tokenizer.encode('ab', { segments: [{ start: 0, end: 3 }] })).toThrow(/does not fit/);
    const overlapping = [
      { start: 0, end: 2 },
      { start: 1, end: 2 },
    ];
    expect(() => tokenizer.encode('ab', { segments: overlapping })).toThrow(/overlaps/);
  });

  it('finds words with a segmenter, and leaves out what lies between them', () => {
    const japanese = wordPieceTokenizer({
      vocabulary,
      spaceChinese: false,
      segmenter: (text) =>
        [...text.matchAll(/本|日/g)].map(({ index }) => ({ start: index, end: index + 1 })),
    });
    const encoding = japanese.encode('日a本');
    expect(encoding.tokens).toEqual(['[CLS]', '日', '本', '[SEP]']);
    expect([...encoding.offsets]).toEqual([0, 0, 0, 1, 2, 3, 0, 0]);
  });
});

describe('windows', () => {
  it('is a plain encoding where the text fits', () => {
    const [only, ...others] = tokenizer.windows('a b c');
    expect(others).toEqual([]);
    expect(only).toEqual(tokenizer.encode('a b c'));
  });

  it('gives each token to the window with the most context', () => {
    const windows = tokenizer.windows('a b c d e a b c d', { maxLength: 7, overlap: 3 });
    expect(windows.map(({ tokens }) => tokens.slice(1, -1).join(' '))).toEqual([
      'a b c d e',
      'c d e a b',
      'e a b c d',
    ]);
    expect(windows.map(({ window }) => window?.owned.join(''))).toEqual(['0111100', '0001100', '0001110']);
  });

  it('keeps the first text of a pair in every window', () => {
    const windows = tokenizer.windows(['a', 'b c d e'], { maxLength: 6, overlap: 1 });
    expect(windows.map(({ tokens }) => tokens.join(' '))).toEqual([
      '[CLS] a [SEP] b c [SEP]',
      '[CLS] a [SEP] c d [SEP]',
      '[CLS] a [SEP] d e [SEP]',
    ]);
    const owned = windows.map(({ window }) => window?.owned.reduce((sum, one) => sum + one, 0));
    expect(owned.reduce((sum: number, count) => sum + (count ?? 0), 0)).toBe(5);
  });

  it('cuts the first text of a pair to half the room, and counts it', () => {
    const windows = tokenizer.windows(['a b c d e', 'a b c d e'], { maxLength: 9, overlap: 0 });
    expect(windows.map(({ truncated }) => truncated)).toEqual([2, 2]);
    expect(windows[0]?.tokens.join(' ')).toBe('[CLS] a b c [SEP] a b c [SEP]');
  });

  it('refuses an overlap as long as the window', () => {
    expect(() => tokenizer.windows('a', { maxLength: 5, overlap: 3 })).toThrow(/cannot overlap by 3/);
    expect(() => tokenizer.windows('a', { overlap: -1 })).toThrow(/cannot overlap/);
  });
});

describe('decode', () => {
  it('leaves special tokens out', () => {
    expect(tokenizer.decode(tokenizer.encode('abc d').ids)).toBe('abc d');
    expect(tokenizer.decode([])).toBe('');
  });

  it('refuses an index that is not in the vocabulary', () => {
    expect(() => tokenizer.decode([99])).toThrow(/index 99 is not in the vocabulary of 15 tokens/);
  });
});
