import type { Encoding } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { maskingSets, type PseudoLikelihoodVariant } from './masking-sets.js';

/** `[CLS] the ho ##oli ##gan wrecked the vehicle . [SEP]` */
const encoding = {
  wordIds: Int32Array.of(-1, 0, 1, 1, 1, 2, 3, 4, 5, -1),
  sequenceIds: Int8Array.of(-1, 0, 0, 0, 0, 0, 0, 0, 0, -1),
  special: Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0, 0, 1),
} as Partial<Encoding> as Encoding;

const masked = (variant: PseudoLikelihoodVariant, of = encoding) =>
  maskingSets(of, variant).map((set) => set.masked);

describe('maskingSets', () => {
  it('word-l2r: the token and the later ones of its word', () => {
    expect(masked('word-l2r')).toEqual([[1], [2, 3, 4], [3, 4], [4], [5], [6], [7], [8]]);
  });

  it('original: the token alone; whole-word: its word; global-l2r: it and all later ones', () => {
    expect(masked('original')).toEqual([[1], [2], [3], [4], [5], [6], [7], [8]]);
    expect(maskingSets(encoding, 'whole-word')).toEqual([
      { masked: [1], targets: [1] },
      { masked: [2, 3, 4], targets: [2, 3, 4] },
      ...[5, 6, 7, 8].map((token) => ({ masked: [token], targets: [token] })),
    ]);
    expect(masked('global-l2r').map(({ length }) => length)).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  });

  it('tells the words of a pair apart, and scores in a window what the window answers for', () => {
    const pair = { ...encoding, sequenceIds: Int8Array.of(-1, 0, 0, 1, 1, 1, 1, 1, 1, -1) };
    expect(masked('word-l2r', pair).slice(1, 4)).toEqual([[2], [3, 4], [4]]);
    const window = {
      ...encoding,
      window: { index: 1, count: 2, owned: Uint8Array.of(0, 0, 0, 1, 1, 1, 1, 1, 1, 1) },
    };
    expect(maskingSets(window, 'whole-word').slice(0, 2)).toEqual([
      { masked: [2, 3, 4], targets: [3, 4] },
      { masked: [5], targets: [5] },
    ]);
    expect(masked('word-l2r', window)[0]).toEqual([3, 4]);
  });
});
