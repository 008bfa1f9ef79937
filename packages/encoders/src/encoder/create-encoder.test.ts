import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { bertConfig, distilbertConfig, robertaConfig } from '../family/presets.js';
import { smallTokenizer } from '../fixtures/torch-fixture.js';
import { none } from '../selection/selections.js';
import { createEncoder } from './create-encoder.js';

const tokenizer = smallTokenizer();
const size = { layers: 2, hiddenSize: 64, heads: 4, intermediateSize: 96, positions: 20 } as const;

async function weightsOf(encoder: ReturnType<typeof createEncoder>) {
  const instance = encoder.instantiate({ trainable: none() });
  const weights = await instance.weights();
  instance.dispose();
  return weights;
}

describe('createEncoder', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('starts as BERT does', async () => {
    const weights = await weightsOf(createEncoder(bertConfig(size), { tokenizer, seed: 1 }));
    const query = Array.from(weights.get('encoder.layer.1.attention.self.query.weight')?.data ?? []);
    const mean = query.reduce((sum, value) => sum + value, 0) / query.length;
    const variance = query.reduce((sum, value) => sum + (value - mean) ** 2, 0) / query.length;
    expect(Math.abs(mean)).toBeLessThan(0.001);
    expect(Math.sqrt(variance)).toBeCloseTo(0.02, 3);
    expect(new Set(weights.get('encoder.layer.0.output.LayerNorm.weight')?.data)).toEqual(new Set([1]));
    expect(new Set(weights.get('encoder.layer.0.output.dense.bias')?.data)).toEqual(new Set([0]));
    const tokens = weights.get('embeddings.word_embeddings.weight');
    expect(tokens?.shape).toEqual([30, 64]);
    expect(new Set(tokens?.data.slice(0, 64))).toEqual(new Set([0]));
    expect(tokens?.data[64]).not.toBe(0);
    expect(weights.get('pooler.dense.weight')?.shape).toEqual([64, 64]);
  });

  it('gives equal seeds equal weights', async () => {
    const make = (seed: number) => weightsOf(createEncoder(bertConfig(size), { tokenizer, seed }));
    expect(await make(3)).toEqual(await make(3));
    expect(await make(4)).not.toEqual(await make(3));
  });

  it('knows the facts of the families', () => {
    const bert = createEncoder(bertConfig(size), { tokenizer, seed: 1, name: 'small' });
    expect(bert.config).toEqual({
      kind: 'bert',
      name: 'small',
      depth: 2,
      hiddenSize: 64,
      maxLength: 20,
      vocabularySize: 30,
      layerNormEpsilon: 1e-12,
      heads: 4,
    });
    const roberta = createEncoder(robertaConfig({ ...size, paddingId: 1 }), { tokenizer, seed: 1 });
    expect(roberta.config.maxLength).toBe(18);
    const distilbert = createEncoder(distilbertConfig(size), { tokenizer, seed: 1 });
    expect(distilbert.parameters.some(({ name }) => name.includes('token_type'))).toBe(false);
    expect(distilbert.extras.size).toBe(0);
    expect([bertConfig().layers, robertaConfig().positions, distilbertConfig().layers]).toEqual([12, 514, 6]);
  });

  it('encodes texts up to its length', () => {
    const encoder = createEncoder(bertConfig(size), { tokenizer, seed: 1 });
    const long = 'a b c d e f g h i j k l m n o p q r s t';
    const [cut] = encoder.encode(long);
    expect([cut?.ids.length, cut?.truncated]).toEqual([20, 2]);
    expect(encoder.encode(long, { maxLength: 6 })[0]?.ids.length).toBe(6);
    const windows = encoder.encode(long, { long: 'windows', maxLength: 10, overlap: 2 });
    expect(windows.length).toBeGreaterThan(1);
    expect(windows.every(({ truncated }) => truncated === 0)).toBe(true);
    expect(() => encoder.encode(long, { maxLength: 21 })).toThrow(
      'Encodings of 21 tokens were asked for, but the encoder takes at most 20.',
    );
  });

  it.each([
    [
      'a tokenizer that knows more tokens',
      { vocabularySize: 29 },
      'knows 30 tokens, but the token embeddings have 29 rows',
    ],
    ['heads that do not divide the width', { heads: 5 }, 'The width 64 cannot be shared evenly by 5 heads.'],
    [
      'padding outside the vocabulary',
      { paddingId: 30 },
      'The padding index 30 lies outside the vocabulary of 30.',
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => createEncoder(bertConfig({ ...size, ...change }), { tokenizer, seed: 1 })).toThrow(message);
  });

  it('refuses unknown families and too few positions', () => {
    const config = { ...bertConfig(size), modelType: 'gpt2' };
    expect(() => createEncoder(config, { tokenizer, seed: 1 })).toThrow("no family of encoders 'gpt2'");
    const short = robertaConfig({ ...size, positions: 2, paddingId: 1 });
    expect(() => createEncoder(short, { tokenizer, seed: 1 })).toThrow(
      '2 positions leave no room for a token',
    );
  });
});
