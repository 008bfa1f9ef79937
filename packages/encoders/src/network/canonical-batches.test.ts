import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import { createRng, type Demand, type Encoder, type Encoding } from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { activationCache } from '../cache/activation-cache.js';
import { createEncoder } from '../encoder/create-encoder.js';
import { bertConfig } from '../family/presets.js';
import { encodingOf, smallTokenizer } from '../fixtures/torch-fixture.js';
import { lastLayers, none } from '../selection/selections.js';

const tokenizer = smallTokenizer();
const sizes = {
  narrow: { layers: 3, hiddenSize: 48, heads: 4, intermediateSize: 80, positions: 70 },
  wide: { layers: 2, hiddenSize: 384, heads: 6, intermediateSize: 1536, positions: 70 },
} as const;

function texts(lengths: readonly number[]): Encoding[] {
  const rng = createRng(9);
  return lengths.map((length) => encodingOf(Array.from({ length }, () => 5 + rng.integer(25))));
}

/** What an instance reads of some texts, with a cache of its own or a given one: one array per text. */
async function statesOf(
  encoder: Encoder,
  encodings: readonly Encoding[],
  kind: 'tokens' | 'first' | 'mean',
  cache = activationCache(),
): Promise<Float32Array[]> {
  const top = encoder.config.depth;
  const frozen = kind !== 'tokens';
  const instance = encoder.instantiate({ trainable: frozen ? none() : lastLayers(1), cache });
  const layer = frozen ? top : top - 1;
  const demand: Demand = {
    reads: frozen
      ? [{ layer, read: 'pooled', pooling: kind }]
      : [
          { layer, read: 'all' },
          { layer: top, read: 'pooled', pooling: 'first' },
        ],
  };
  const prepared = await instance.prepare(encodings, demand);
  const { length } = prepared;
  const values = tf.tidy(() => {
    const states = instance.forward(prepared, { training: false });
    return (frozen ? states.pooled(layer, kind) : states.all(layer)).dataSync<'float32'>().slice();
  });
  prepared.dispose();
  instance.dispose();
  const width = encoder.config.hiddenSize;
  return encodings.map(({ ids }, i) => {
    const start = frozen ? i * width : i * length * width;
    return values.slice(start, start + (frozen ? width : ids.length * width));
  });
}

describe.each(['cpu', 'wasm', 'onnxruntime'] as const)('frozen states on %s', (engine) => {
  beforeAll(async () => {
    await useEngine(engine);
  });

  it.each([
    ...(['tokens', 'first', 'mean'] as const).map((kind) => ['narrow', kind] as const),
    ...(engine === 'cpu' ? [] : [['wide', 'tokens'] as const]),
  ])('are bits of the text alone, whatever its company, order and cache: %s, %s', async (size, kind) => {
    const before = tf.memory().numTensors;
    const encoder = createEncoder(bertConfig(sizes[size]), { tokenizer, seed: 1 });
    const all = texts([3, 9, 10, 17, 17, 33, 34, 61, 7, 1]);
    const alone = [];
    for (const encoding of all) alone.push(...(await statesOf(encoder, [encoding], kind)));
    expect(await statesOf(encoder, all, kind)).toEqual(alone);
    expect((await statesOf(encoder, all.toReversed(), kind)).toReversed()).toEqual(alone);
    const cache = activationCache();
    for (const [start, end] of [
      [2, 6],
      [0, 5],
      [3, 10],
    ] as const)
      expect(await statesOf(encoder, all.slice(start, end), kind, cache)).toEqual(alone.slice(start, end));
    const others = texts(Array.from({ length: 20 }, () => 20));
    const crowd = await statesOf(encoder, [...others, all[4] as Encoding], kind);
    expect(crowd.at(-1)).toEqual(alone[4]);
    expect(tf.memory().numTensors).toBe(before);
  });
});
