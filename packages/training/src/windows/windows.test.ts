import * as tf from '@tensorflow/tfjs';
import type { Encoding } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { describe, expect, it } from 'vitest';
import { joinWindows, spreadIds, type WindowPlaces } from './join-windows.js';
import { layOutWindows } from './window-batch.js';

/** An encoding of letters between two special tokens; `owned` marks the letters that the window answers for. */
function encoding(letters: string, from: number, owned?: string, index = 0, count = 1): Encoding {
  const tokens = ['<', ...letters, '>'];
  const special = tokens.map((token) => (token === '<' || token === '>' ? 1 : 0));
  const place = (i: number) => (special[i] === 1 ? 0 : from + i - 1);
  return {
    text: 'abcdefgh',
    ids: Int32Array.from(tokens, (token) => token.charCodeAt(0)),
    typeIds: new Int32Array(tokens.length),
    tokens,
    offsets: Int32Array.from(tokens.flatMap((_, i) => [place(i), special[i] === 1 ? 0 : place(i) + 1])),
    wordIds: Int32Array.from(tokens, (_, i) => (special[i] === 1 ? -1 : place(i))),
    sequenceIds: Int8Array.from(special, (value) => -value),
    special: Uint8Array.from(special),
    truncated: 0,
    ...(owned === undefined
      ? {}
      : {
          window: {
            index,
            count,
            owned: Uint8Array.from(tokens, (token) => (owned.includes(token) ? 1 : 0)),
          },
        }),
  };
}

const windows = [
  encoding('abcd', 0, 'abc', 0, 3),
  encoding('cdef', 2, 'de', 1, 3),
  encoding('efgh', 4, 'fgh', 2, 3),
];

describe('joinWindows', () => {
  it('has each token once, between the special tokens of the ends', () => {
    const { encoding: whole } = joinWindows(windows);
    expect(whole.tokens.join('')).toBe('<abcdefgh>');
    expect([...whole.special]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
    expect([...whole.offsets.subarray(2, 6)]).toEqual([0, 1, 1, 2]);
    expect(whole.window).toBeUndefined();
  });

  it('leaves a text in one piece as it is', () => {
    const single = encoding('abc', 0);
    expect(joinWindows([single]).encoding).toBe(single);
  });
});

const tokenizer = wordPieceTokenizer({
  vocabulary: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...'abcdefgh'],
});
const longText = 'a b c d e f g h h h h a b c d a a a';

describe('windows of a tokenizer', () => {
  it.each([
    ['a text', longText, 8, 3],
    ['a pair', ['h g f', longText] as const, 10, 2],
    ['a pair whose windows are narrow', ['h g', longText] as const, 7, 1],
  ])('of %s join to the encoding of the whole', (_, input, maxLength, overlap) => {
    const whole = tokenizer.encode(input, { maxLength: 100 });
    const windows = tokenizer.windows(input, { maxLength, overlap });
    expect(windows.length).toBeGreaterThan(2);
    const { encoding, places } = joinWindows(windows);
    expect(encoding).toEqual(whole);

    // Every token is marked by its own index, so that each copy tells which token it was taken for.
    const marks = Int32Array.from(whole.ids, (_, token) => token);
    for (const [w, window] of spreadIds(windows, places as WindowPlaces, marks).entries())
      for (const [column, token] of window.ids.entries()) {
        if (window.special[column] === 1) continue;
        const original = windows[w] as Encoding;
        expect(whole.ids[token]).toBe(original.ids[column]);
        expect(whole.offsets[2 * token]).toBe(original.offsets[2 * column]);
        expect(whole.sequenceIds[token]).toBe(original.sequenceIds[column]);
      }
  });
});

describe('spreadIds', () => {
  const code = (letters: string) => [...letters].map((letter) => letter.charCodeAt(0));

  it('changes every copy of a token', () => {
    const { encoding, places } = joinWindows(windows);
    const ids = encoding.ids.slice();
    ids[4] = 1;
    ids[8] = 2;
    const spread = spreadIds(windows, places as WindowPlaces, ids).map((window) => [...window.ids]);
    expect(spread).toEqual([
      [...code('<abc'), 1, ...code('>')],
      [...code('<c'), 1, ...code('ef>')],
      [...code('<efg'), 2, ...code('>')],
    ]);
  });

  it('tells tokens apart that are the same bytes of one character', () => {
    const bytes = [encoding('xxxx', 0, undefined), encoding('xxxx', 0, undefined)].map((window, index) => ({
      ...window,
      offsets: new Int32Array(12),
      window: {
        index,
        count: 2,
        owned: Uint8Array.from(index === 0 ? [0, 1, 1, 1, 0, 0] : [0, 0, 1, 1, 1, 0]),
      },
    }));
    const { encoding: whole, places } = joinWindows(bytes);
    expect(whole.tokens.join('')).toBe('<xxxxxx>');
    const ids = Int32Array.of(0, 1, 2, 3, 4, 5, 6, 0);
    const spread = spreadIds(bytes, places as WindowPlaces, ids).map((window) => [...window.ids]);
    expect(spread).toEqual([
      [...code('<'), 1, 2, 3, 4, ...code('>')],
      [...code('<'), 3, 4, 5, 6, ...code('>')],
    ]);
  });
});

describe('layOutWindows', () => {
  const batch = layOutWindows([joinWindows([encoding('ab', 0)]), joinWindows(windows)]);

  it('finds tokens in the windows that own them', () => {
    const located = batch.locate({ rows: Int32Array.of(0, 1, 1, 1), columns: Int32Array.of(2, 3, 4, 8) });
    expect([...located.rows]).toEqual([0, 1, 2, 3]);
    expect([...located.columns]).toEqual([2, 3, 2, 4]);
  });

  it('refuses a token that is not there', () => {
    const locate = (row: number, column: number) => () =>
      batch.locate({ rows: Int32Array.of(row), columns: Int32Array.of(column) });
    expect(locate(0, 4)).toThrow('token 4 lies outside a text of 4 tokens');
    expect(locate(2, 0)).toThrow('outside a text of 0 tokens');
  });

  it('takes the mean over the windows of each text', () => {
    const pooled = batch.pool(tf.tensor2d([[9], [1], [2], [6]]));
    expect([...pooled.dataSync()]).toEqual([9, 3]);
  });
});
