import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { createRng } from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { saveEncoder } from '../saving/save-encoder.js';
import { all, embeddings, lastLayers, none } from '../selection/selections.js';
import { loadVectorEncoder } from './load-vector-encoder.js';
import { vectorEncoder } from './vector-encoder.js';

const options = { inputSize: 3, hiddenSizes: [4, 2], seed: 1 } as const;

describe('vectorEncoder', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('is a multilayer perceptron over its layers', async () => {
    const before = tf.memory().numTensors;
    const encoder = vectorEncoder({ ...options, activation: 'tanh' });
    const instance = encoder.instantiate({ trainable: lastLayers(1) });
    const examples = [
      [1, 2, 3],
      [-1, 0.5, 0],
    ];
    const batch = await instance.prepare(
      examples.flatMap((example) => [...encoder.encode(example)]),
      { reads: [0, 1, 2].map((layer) => ({ layer, read: 'pooled', pooling: 'mean' })) },
    );
    expect([batch.size, batch.length]).toEqual([2, 1]);
    const layers = tf.tidy(() => {
      const states = instance.forward(batch, { training: false });
      return [0, 1, 2].map((layer) => states.pooled(layer, 'mean').arraySync());
    });
    const weights = await instance.weights();
    let expected = examples;
    for (const index of [0, 1]) {
      const { data, shape } = weights.get(`layers.${index}.weight`) ?? { data: [], shape: [] };
      const [out = 0, input = 0] = shape;
      expected = expected.map((x) =>
        Array.from({ length: out }, (_, o) =>
          Math.tanh(x.reduce((sum, value, i) => sum + value * (data[o * input + i] as number), 0)),
        ),
      );
      layers[index + 1]?.flat().forEach((value, i) => {
        expect(value).toBeCloseTo(expected.flat()[i] as number, 6);
      });
    }
    expect(layers[0]).toEqual(examples);
    batch.dispose();
    instance.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it('knows the widths of its layers', () => {
    const { config, parameters } = vectorEncoder(options);
    expect(config).toMatchObject({ kind: 'vector', depth: 2, hiddenSize: 2, widths: [3, 4, 2] });
    expect(parameters.map(({ name, layer, shape, decay }) => [name, layer, shape, decay])).toEqual([
      ['layers.0.weight', 1, [4, 3], true],
      ['layers.0.bias', 1, [4], false],
      ['layers.1.weight', 2, [2, 4], true],
      ['layers.1.bias', 2, [2], false],
    ]);
  });

  it('is trained, with dropout, without leaving tensors behind', async () => {
    const encoder = vectorEncoder({ ...options, dropout: 0.5 });
    const instance = encoder.instantiate({ trainable: all() });
    const before = tf.memory().numTensors;
    const batch = await instance.prepare(encoder.encode([1, 2, 3]), {
      reads: [{ layer: 2, read: 'pooled', pooling: 'first' }],
    });
    const { value, grads } = tf.variableGrads(() => {
      const states = instance.forward(batch, { training: true, rng: createRng(1) });
      return tf.sum(states.pooled(2, 'first')) as tf.Scalar;
    });
    expect(Object.keys(grads)).toHaveLength(4);
    tf.dispose([value, grads]);
    batch.dispose();
    expect(tf.memory().numTensors).toBe(before);
    instance.dispose();
  });

  it('comes back from its folder', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'tomoni-')), 'vector');
    const encoder = vectorEncoder(options);
    await saveEncoder(folder, encoder);
    const loaded = await loadVectorEncoder(folder);
    expect({ ...loaded.config, name: 'vector' }).toEqual(encoder.config);
    const [a, b] = [encoder, loaded].map((each) => each.instantiate({ trainable: none() }));
    expect(await b?.weights()).toEqual(await a?.weights());
    a?.dispose();
    b?.dispose();
    const config = join(folder, 'config.json');
    const json = JSON.parse(await readFile(config, 'utf8'));
    await writeFile(config, JSON.stringify({ ...json, model_type: 'bert' }));
    await expect(loadVectorEncoder(folder)).rejects.toThrow(
      'does not describe an encoder over feature vectors',
    );
    await rm(folder, { recursive: true });
  });

  it.each<[string, readonly number[], string]>([
    ['too few numbers', [1, 2], 'The example has 2 numbers, but the encoder reads 3.'],
    ['NaN', [1, Number.NaN, 2], 'Number 1 of the example is NaN.'],
    ['a number beyond float32', [1e300, 0, 0], 'Number 0 of the example is 1e+300.'],
  ])('refuses %s', (_, example, message) => {
    expect(() => vectorEncoder(options).encode(example)).toThrow(message);
  });

  it('refuses shapes that cannot be, maps, embeddings and strange batches', async () => {
    expect(() => vectorEncoder({ ...options, hiddenSizes: [] })).toThrow('The encoder has no layers.');
    expect(() => vectorEncoder({ ...options, hiddenSizes: [0] })).toThrow('0 is not a width.');
    expect(() => vectorEncoder({ ...options, dropout: 1 })).toThrow('The dropout rate 1');
    const encoder = vectorEncoder(options);
    expect(() => encoder.instantiate({ trainable: embeddings() })).toThrow('Layer 0 has no parameters.');
    const instance = encoder.instantiate({ trainable: none() });
    const [encoding] = encoder.encode([1, 2, 3]);
    if (encoding === undefined) throw new Error('no encoding');
    await expect(instance.prepare([encoding], { reads: [], attention: [1] })).rejects.toThrow(
      'no attention maps',
    );
    await expect(instance.prepare([], { reads: [] })).rejects.toThrow('The batch has no encodings.');
    const { values: _, ...bare } = encoding;
    await expect(instance.prepare([bare], { reads: [] })).rejects.toThrow('Encoding 0 has 0 numbers');
    instance.dispose();
  });
});
