import * as tf from '@tensorflow/tfjs';
import { bertConfig, createEncoder, vectorEncoder } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { createRng } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { beforeAll, describe, expect, it } from 'vitest';
import { classesOfRows } from './classes-of-rows.js';
import { frozenFeatures } from './frozen-features.js';
import { hScore } from './h-score.js';
import { logMe } from './log-me.js';

beforeAll(async () => {
  await useEngine('wasm');
});

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', ...'abcdefgh'];
const encoder = createEncoder(
  bertConfig({ layers: 2, hiddenSize: 8, heads: 2, intermediateSize: 12, positions: 12 }),
  { tokenizer: wordPieceTokenizer({ vocabulary, maxLength: 12 }), seed: 1 },
);
const rows = ['a b c d e', 'h', 'a a', 'c d h g f e d', 'b'].map((text, i) => ({ text, class: i % 2 }));

describe('frozenFeatures', () => {
  it('gives the vectors of the rows in their order, whatever the batches', async () => {
    const before = tf.memory().numTensors;
    const together = await frozenFeatures(encoder, rows, { pooling: 'mean', layer: 1 });
    expect(tf.memory().numTensors).toBe(before);
    const done: number[] = [];
    const apart = await frozenFeatures(encoder, rows, {
      pooling: 'mean',
      layer: 1,
      batchSize: 2,
      progress: (count, total) => void done.push(count / total),
    });
    expect(done).toEqual([0.4, 0.8, 1]);
    for (const [row, vector] of together.entries()) {
      expect(vector).toHaveLength(8);
      const [alone] = await frozenFeatures(encoder, [rows[row] as { text: string }], {
        pooling: 'mean',
        layer: 1,
      });
      for (const other of [apart[row], alone])
        for (const [i, value] of vector.entries()) expect(other?.[i]).toBeCloseTo(value, 5);
    }
  });

  it('feeds the estimates', async () => {
    const rng = createRng(1);
    const numbers = vectorEncoder({ inputSize: 2, hiddenSizes: [4], activation: 'tanh', seed: 1 });
    const telling = Array.from({ length: 40 }, (_, i) => ({
      text: [rng.normal() + (i % 2 === 0 ? 3 : -3), rng.normal()],
      kind: i % 2 === 0 ? 'even' : 'odd',
      coin: rng.integer(2),
    }));
    const features = await frozenFeatures(numbers, telling);
    const kind = classesOfRows(telling, 'kind');
    const coin = classesOfRows(telling, 'coin');
    expect(kind.names).toEqual(['even', 'odd']);
    expect(coin.names).toEqual([0, 1]);
    expect(logMe(features, kind)).toBeGreaterThan(logMe(features, coin));
    expect(hScore(features, kind.classes)).toBeGreaterThan(hScore(features, coin.classes) + 0.5);
  });

  it('reads pairs, and says what was cut', async () => {
    const notices: string[] = [];
    const pairs = [
      { one: 'a b c d', two: 'e f g h' },
      { one: 'a', two: 'b' },
    ];
    const vectors = await frozenFeatures(encoder, pairs, {
      columns: { text: 'one', pair: 'two' },
      maxLength: 8,
      notice: (message) => void notices.push(message),
    });
    expect(vectors).toHaveLength(2);
    expect(notices).toEqual(['1 of 2 texts are too long and were cut.']);
  });

  it('refuses what it cannot read', async () => {
    await expect(frozenFeatures(encoder, [{ text: 3 }])).rejects.toThrow(/is a number/);
    await expect(frozenFeatures(encoder, rows, { layer: 3 })).rejects.toThrow(/no layer 3/);
    await expect(frozenFeatures(encoder, rows, { batchSize: 0 })).rejects.toThrow(/Batches of 0/);
    const signal = AbortSignal.abort();
    await expect(frozenFeatures(encoder, rows, { signal })).rejects.toThrow(/stopped/);
    expect(() => classesOfRows([{ a: 'x' }, { a: undefined }], 'a')).toThrow(/missing\. \(column a, row 1\)/);
  });
});
