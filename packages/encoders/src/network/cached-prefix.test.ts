import { mkdtemp, readdir, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  type Demand,
  type Encoder,
  type Encoding,
  type Mode,
  type PrepareOptions,
} from '@tomoni/spec';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { activationCache } from '../cache/activation-cache.js';
import { createEncoder } from '../encoder/create-encoder.js';
import { bertConfig } from '../family/presets.js';
import { encodingOf, smallTokenizer } from '../fixtures/torch-fixture.js';
import { all, lastLayers, layers, none } from '../selection/selections.js';

const config = bertConfig({ layers: 3, hiddenSize: 16, heads: 2, intermediateSize: 24, positions: 20 });
const evaluation: Mode = { training: false };
const first: Demand = { reads: [{ layer: 3, read: 'pooled', pooling: 'first' }] };
const mean: Demand = { reads: [{ layer: 3, read: 'pooled', pooling: 'mean' }] };
const texts = (...lengths: number[]): Encoding[] =>
  lengths.map((length, text) => encodingOf(Array.from({ length }, (_, i) => 5 + ((7 * text + 3 * i) % 25))));
const make = (seed = 1) => createEncoder(config, { tokenizer: smallTokenizer(), seed });

type Options = Parameters<Encoder['instantiate']>[0];

/** Reads the first token's vector, and how often the frozen layers were found. */
async function use(
  encoder: Encoder,
  options: Options,
  batches: readonly (readonly Encoding[])[],
  prepareOptions: PrepareOptions = {},
  demand = first,
  mode = evaluation,
) {
  const instance = encoder.instantiate(options);
  const vectors: Float32Array[] = [];
  for (const batch of batches) {
    const prepared = await instance.prepare(batch, demand, prepareOptions);
    const [read] = demand.reads;
    const pooling = read?.read === 'pooled' ? read.pooling : 'first';
    vectors.push(
      tf.tidy(() => instance.forward(prepared, mode).pooled(3, pooling).dataSync<'float32'>().slice()),
    );
    prepared.dispose();
  }
  const outcome = { vectors, counts: instance.cacheCounts?.(), notices: instance.takeNotices?.() };
  instance.dispose();
  return outcome;
}

describe('the frozen layers of an instance', () => {
  beforeAll(() => tf.setBackend('cpu'));
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it('are run once per text, for all instances of an encoder', async () => {
    const encoder = make();
    const [a, b, c] = texts(4, 9, 6) as [Encoding, Encoding, Encoding];
    const options = { trainable: lastLayers(1) };
    const one = await use(encoder, options, [
      [a, b],
      [b, c, a],
      [a, a],
    ]);
    expect(one.counts).toEqual({ hits: 4, misses: 3 });
    const two = await use(encoder, options, [
      [a, b],
      [b, c, a],
      [a, a],
    ]);
    expect(two.counts).toEqual({ hits: 7, misses: 0 });
    expect(two.vectors).toEqual(one.vectors);
    const copy = encoder.withWeights(await weightsOf(encoder));
    expect((await use(copy, options, [[a, b]])).counts).toEqual({ hits: 2, misses: 0 });
    expect((await use(make(), options, [[a, b]])).counts).toEqual({ hits: 0, misses: 2 });
    const twice = await use(make(), options, [[a, a, b]]);
    expect(twice.counts).toEqual({ hits: 0, misses: 3 });
  });

  it('give the same bits with a cold cache, a warm one, and one too small for a batch', async () => {
    const options = { trainable: lastLayers(1) };
    const batches = [texts(4, 9, 6), texts(12, 3), texts(6, 4, 9)];
    const mode: Mode = { training: true, rng: createRng(4) };
    const encoder = make();
    const cold = await use(encoder, options, batches, {}, first, mode);
    const warm = await use(encoder, options, batches.toReversed(), {}, first, mode);
    expect(warm.vectors.toReversed()).toEqual(cold.vectors);
    const tight = { ...options, cache: activationCache({ memory: 1000 }) };
    const evicting = await use(make(), tight, [...batches, ...batches], {}, first, mode);
    expect(evicting.vectors).toEqual([...cold.vectors, ...cold.vectors]);
    expect(evicting.counts?.misses).toBeGreaterThan(8);
    expect(tight.cache.bytes).toBeLessThanOrEqual(1000);
  });

  it('are kept as the vectors that are read, where nothing above them is run', async () => {
    const cache = activationCache();
    const batch = texts(4, 9, 12);
    await use(make(), { trainable: none(), cache }, [batch]);
    expect(cache.bytes).toBe(3 * 16 * 4);
    await use(make(), { trainable: none(), cache }, [batch], {}, mean);
    expect(cache.bytes).toBe(2 * 3 * 16 * 4);
    cache.clear();
    await use(make(), { trainable: lastLayers(1), cache }, [batch]);
    expect(cache.bytes).toBe((4 + 9 + 12) * 16 * 4);
  });

  it('pass the cache by where texts do not come again, where they have dropout, and where it is refused', async () => {
    const batches = [texts(4, 9), texts(4, 9)];
    const cache = activationCache();
    const trainable = lastLayers(1);
    const once = await use(make(), { trainable, cache }, batches, { reusable: false });
    expect(once.counts).toEqual({ hits: 0, misses: 0 });
    expect((await use(make(), { trainable, cache, frozenDropout: true }, batches)).counts).toBeUndefined();
    expect((await use(make(), { trainable: all(), cache }, batches)).counts).toBeUndefined();
    expect((await use(make(), { trainable: layers(1), cache }, batches)).counts).toBeUndefined();
    expect((await use(make(), { trainable, cache: false }, batches)).counts).toBeUndefined();
    expect(cache.bytes).toBe(0);
  });

  it('are told apart by their weights, not by those above them', async () => {
    const cache = activationCache();
    const batch = texts(5, 8);
    const trainable = lastLayers(1);
    await use(make(1), { trainable, cache }, [batch]);
    expect((await use(make(2), { trainable, cache }, [batch])).counts).toEqual({ hits: 0, misses: 2 });
    const encoder = make(1);
    const weights = new Map(await weightsOf(encoder));
    const name = 'encoder.layer.2.output.dense.bias';
    weights.set(name, { shape: [16], data: new Float32Array(16).fill(1) });
    const changed = encoder.withWeights(weights);
    expect((await use(changed, { trainable, cache }, [batch])).counts).toEqual({ hits: 2, misses: 0 });
    expect((await use(changed, { trainable: lastLayers(2), cache }, [batch])).counts).toEqual({
      hits: 0,
      misses: 2,
    });
  });

  it('are found in a folder by a later process, and computed anew where its file is damaged', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tomoni-states-'));
    const batch = texts(5, 8, 11);
    const trainable = lastLayers(1);
    const run = async () => {
      const cache = activationCache({ folder });
      const outcome = await use(make(), { trainable, cache }, [batch]);
      cache.close();
      return outcome;
    };
    const cold = await run();
    const warm = await run();
    expect([cold.counts, warm.counts]).toEqual([
      { hits: 0, misses: 3 },
      { hits: 3, misses: 0 },
    ]);
    const [file] = await readdir(folder);
    await truncate(join(folder, file as string), 300);
    const mended = await run();
    expect(mended.counts?.misses).toBeGreaterThan(0);
    expect(mended.notices?.join()).toContain('was cut short or damaged');
    expect([warm.vectors, mended.vectors]).toEqual([cold.vectors, cold.vectors]);
    expect((await run()).notices).toEqual([]);
    await rm(folder, { recursive: true });
  });
});

async function weightsOf(encoder: Encoder) {
  const instance = encoder.instantiate({ trainable: none() });
  const weights = await instance.weights();
  instance.dispose();
  return weights;
}
