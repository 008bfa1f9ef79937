import * as tf from '@tensorflow/tfjs';
import type { Encoding } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { joinWindows, spreadIds } from './join-windows.js';
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

describe('spreadIds', () => {
  it('changes every copy of a token', () => {
    const joined = joinWindows(windows);
    const ids = joined.encoding.ids.slice();
    ids[4] = 1;
    ids[8] = 2;
    const spread = spreadIds(joined, ids).map((window) => [...window.ids]);
    const code = (letters: string) => [...letters].map((letter) => letter.charCodeAt(0));
    expect(spread).toEqual([
      [...code('<abc'), 1, ...code('>')],
      [...code('<c'), 1, ...code('ef>')],
      [...code('<efg'), 2, ...code('>')],
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

  it('takes the mean over the windows of each text', () => {
    const pooled = batch.pool(tf.tensor2d([[9], [1], [2], [6]]));
    expect([...pooled.dataSync()]).toEqual([9, 3]);
  });
});
