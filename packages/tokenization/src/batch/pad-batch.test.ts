import { describe, expect, it } from 'vitest';
import { wordPieceTokenizer } from '../word-piece/word-piece-tokenizer.js';
import { padBatch } from './pad-batch.js';

const tokenizer = wordPieceTokenizer({
  vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'a', 'b'],
});

describe('padBatch', () => {
  it('pads to the longest', () => {
    const batch = padBatch([tokenizer.encode('a'), tokenizer.encode(['a', 'b'])], { paddingId: 9 });
    expect(batch).toEqual({
      size: 2,
      length: 5,
      ids: Int32Array.of(2, 5, 3, 9, 9, 2, 5, 3, 6, 3),
      typeIds: Int32Array.of(0, 0, 0, 0, 0, 0, 0, 0, 1, 1),
      mask: Uint8Array.of(1, 1, 1, 0, 0, 1, 1, 1, 1, 1),
    });
  });

  it('rounds the length up', () => {
    expect(padBatch([tokenizer.encode('a b')], { paddingId: 0, multipleOf: 8 }).length).toBe(8);
    expect(padBatch([tokenizer.encode('a b')], { paddingId: 0, multipleOf: 4 }).length).toBe(4);
  });

  it('refuses an empty batch and an impossible multiple', () => {
    expect(() => padBatch([], { paddingId: 0 })).toThrow(/no encodings/);
    expect(() => padBatch([tokenizer.encode('a')], { paddingId: 0, multipleOf: 0 })).toThrow(/multiple of 0/);
  });
});
