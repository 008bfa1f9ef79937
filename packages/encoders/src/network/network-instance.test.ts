import * as tf from '@tensorflow/tfjs';
import { createRng, type Demand, type EncoderInstance, type Encoding, type Mode } from '@tomoni/spec';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodingOf, fixtureEncoder, fixtureEncodings, readFixture } from '../fixtures/torch-fixture.js';
import { all, embeddings, lastLayers, layers, named, none } from '../selection/selections.js';

const fixture = readFixture('bert');
const encodings = fixtureEncodings(fixture);
const evaluation: Mode = { training: false };
const training = (seed: number): Mode => ({ training: true, rng: createRng(seed) });
const readAll = (...numbers: number[]): Demand => ({
  reads: numbers.map((layer) => ({ layer, read: 'all' })),
});

/** The states of a layer as plain numbers, 0 for padding; frees everything else. */
async function statesOf(
  instance: EncoderInstance,
  layer: number,
  mode: Mode = evaluation,
  batch: readonly Encoding[] = encodings,
): Promise<Float32Array> {
  const prepared = await instance.prepare(batch, readAll(layer));
  const states = tf.tidy(() => instance.forward(prepared, mode).all(layer).dataSync<'float32'>().slice());
  const { size, length } = prepared;
  const width = states.length / (size * length);
  for (const [row, { ids }] of batch.entries())
    states.fill(0, (row * length + ids.length) * width, (row + 1) * length * width);
  prepared.dispose();
  return states;
}

describe('an instance of an encoder', () => {
  beforeAll(() => tf.setBackend('cpu'));
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  describe('owns what is trained', () => {
    it('copies it into unnamed variables and shares the rest', () => {
      const encoder = fixtureEncoder(fixture);
      expect(tf.memory().numTensors).toBe(before);
      const count = encoder.parameters.length;
      const first = encoder.instantiate({ trainable: lastLayers(1) });
      expect(tf.memory().numTensors).toBe(before + count);
      const second = encoder.instantiate({ trainable: lastLayers(1) });
      expect(tf.memory().numTensors).toBe(before + count + 16);
      for (const [i, parameter] of first.parameters.entries()) {
        const twin = second.parameters[i];
        expect(parameter.trainable).toBe(parameter.layer === 3);
        expect(parameter.value === twin?.value).toBe(!parameter.trainable);
      }
      first.dispose();
      first.dispose();
      expect(tf.memory().numTensors).toBe(before + count);
      second.dispose();
    });

    it('changes nothing but its own variables', async () => {
      const encoder = fixtureEncoder(fixture);
      const changed = encoder.instantiate({ trainable: all() });
      const other = encoder.instantiate({ trainable: all() });
      const reference = await statesOf(other, 3);
      for (const parameter of changed.parameters)
        if (parameter.trainable) tf.tidy(() => parameter.value.assign(tf.zerosLike(parameter.value)));
      expect(await statesOf(other, 3)).toEqual(reference);
      changed.dispose();
      other.dispose();
      const fresh = encoder.instantiate({ trainable: none() });
      expect(await statesOf(fresh, 3)).toEqual(reference);
      fresh.dispose();
    });

    it('outlives its encoder', async () => {
      const encoder = fixtureEncoder(fixture);
      const instance = encoder.instantiate({ trainable: lastLayers(1) });
      encoder.dispose();
      expect(await statesOf(instance, 3)).toHaveLength(3 * 9 * 32);
      expect((await instance.weights()).size).toBe(encoder.parameters.length);
      instance.dispose();
      expect(() => encoder.instantiate({ trainable: none() })).toThrow('The encoder has been disposed of.');
    });

    it('gives its weights on the host', async () => {
      const encoder = fixtureEncoder(fixture);
      const instance = encoder.instantiate({ trainable: lastLayers(1) });
      const [trained] = instance.parameters.flatMap((p) => (p.trainable ? [p] : []));
      tf.tidy(() => trained?.value.assign(tf.ones([32, 32])));
      const weights = await instance.weights();
      expect([...weights.keys()]).toEqual(encoder.parameters.map(({ name }) => name));
      expect(weights.get(trained?.name ?? '')?.data).toEqual(new Float32Array(1024).fill(1));
      instance.dispose();
      const again = encoder.withWeights(weights).instantiate({ trainable: none() });
      expect(await again.weights()).toEqual(weights);
      again.dispose();
    });

    it('checks the selection', () => {
      const encoder = fixtureEncoder(fixture);
      expect(() => encoder.instantiate({ trainable: layers(13) })).toThrow('Layer 13 of 3 was selected.');
    });
  });

  describe('runs what is demanded and no more', () => {
    /** Kernels that the forward pass runs, `prepare` left out. */
    async function kernels(instance: EncoderInstance, layer: number): Promise<number> {
      const prepared = await instance.prepare(encodings, readAll(layer));
      const profile = await tf.profile(() => tf.tidy(() => void instance.forward(prepared, evaluation)));
      prepared.dispose();
      return profile.kernels.length;
    }

    it('stops at the highest layer read', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: all() });
      const counts = [await kernels(instance, 0), await kernels(instance, 1), await kernels(instance, 3)];
      const [embedding, one, three] = counts as [number, number, number];
      expect(embedding).toBeGreaterThan(0);
      expect(one).toBeGreaterThan(embedding);
      expect(three - one).toBe(2 * (one - embedding));
      instance.dispose();
    });

    it('has run the frozen layers before', async () => {
      const encoder = fixtureEncoder(fixture);
      const frozen = encoder.instantiate({ trainable: none() });
      const last = encoder.instantiate({ trainable: lastLayers(1) });
      const whole = encoder.instantiate({ trainable: all() });
      expect(await kernels(frozen, 3)).toBe(0);
      expect(await kernels(last, 2)).toBe(0);
      expect(await kernels(last, 3)).toBe((await kernels(whole, 3)) - (await kernels(whole, 2)));
      for (const instance of [frozen, last, whole]) instance.dispose();
    });

    it('holds nothing but what is read', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: none() });
      const own = tf.memory().numTensors;
      const prepared = await instance.prepare(encodings, {
        reads: [{ layer: 1, read: 'pooled', pooling: 'mean' }],
        attention: [2],
      });
      // Mask and its bias, the states of layers 1 and 2, the maps of layer 2.
      expect(tf.memory().numTensors).toBe(own + 5);
      prepared.dispose();
      expect(tf.memory().numTensors).toBe(own);
      instance.dispose();
    });

    it('runs nothing for an empty demand', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: all() });
      const prepared = await instance.prepare(encodings, { reads: [] });
      expect([prepared.size, prepared.length]).toEqual([3, 9]);
      expect(() => instance.forward(prepared, evaluation).all(0)).toThrow(
        'The states of layer 0 were not demanded.',
      );
      prepared.dispose();
      instance.dispose();
    });
  });

  describe('gives states', () => {
    it('pooled, at positions and whole', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: lastLayers(1) });
      const prepared = await instance.prepare(encodings, readAll(3));
      const positions = { rows: Int32Array.of(2, 0, 1, 0), columns: Int32Array.of(0, 8, 4, 8) };
      const found = tf.tidy(() => {
        const states = instance.forward(prepared, evaluation);
        return {
          all: states.all(3).arraySync(),
          at: states.at(3, positions).arraySync(),
          first: states.pooled(3, 'first').arraySync(),
          mean: states.pooled(3, 'mean').arraySync(),
          max: states.pooled(3, 'max').arraySync(),
        };
      });
      expect(found.first).toEqual(found.all.map(([first]) => first));
      expect(found.at).toEqual([found.all[2]?.[0], found.all[0]?.[8], found.all[1]?.[4], found.all[0]?.[8]]);
      fixture.lengths.forEach((length, row) => {
        const tokens = (found.all[row] ?? []).slice(0, length);
        for (let i = 0; i < 32; i++) {
          const values = tokens.map((token) => token[i] as number);
          const mean = values.reduce((sum, value) => sum + value, 0) / length;
          expect(found.mean[row]?.[i]).toBeCloseTo(mean, 5);
          expect(found.max[row]?.[i]).toBe(Math.max(...values));
        }
      });
      prepared.dispose();
      instance.dispose();
    });

    it('that do not depend on the company of other texts', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: none() });
      const together = await statesOf(instance, 3);
      const alone = await statesOf(instance, 3, evaluation, encodings.slice(1, 2));
      for (let i = 0; i < alone.length; i++)
        expect(Math.abs((alone[i] as number) - (together[9 * 32 + i] as number))).toBeLessThan(1e-5);
      instance.dispose();
    });

    it('and refuses what was not demanded or cannot be', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: none() });
      const prepared = await instance.prepare(encodings, readAll(2));
      const states = instance.forward(prepared, evaluation);
      expect(() => states.all(1)).toThrow('The states of layer 1 were not demanded.');
      expect(() => states.attention(2)).toThrow('The attention maps of layer 2 were not demanded.');
      const outside = { rows: Int32Array.of(3), columns: Int32Array.of(0) };
      expect(() => states.at(2, outside)).toThrow('token 0 in encoding 3 lies outside');
      expect(() => states.at(2, { ...outside, columns: new Int32Array() })).toThrow('1 rows but 0 columns');
      await expect(instance.prepare(encodings, readAll(4))).rejects.toThrow(
        'There is no layer 4 of 3 to read.',
      );
      await expect(instance.prepare(encodings, { reads: [], attention: [0] })).rejects.toThrow(
        'no layer 0 of 3',
      );
      const other = fixtureEncoder(fixture).instantiate({ trainable: none() });
      expect(() => other.forward(prepared, evaluation)).toThrow('prepared by another instance');
      prepared.dispose();
      other.dispose();
      instance.dispose();
      await expect(instance.prepare(encodings, readAll(0))).rejects.toThrow('has been disposed of');
      await expect(instance.weights()).rejects.toThrow('has been disposed of');
    });
  });

  describe('drops out', () => {
    it('as its generator says, on the trained layers alone', async () => {
      const encoder = fixtureEncoder(fixture);
      const last = encoder.instantiate({ trainable: lastLayers(1) });
      const clean = await statesOf(last, 3);
      const first = await statesOf(last, 3, training(1));
      expect(first).not.toEqual(clean);
      expect(await statesOf(last, 3, training(1))).toEqual(first);
      expect(await statesOf(last, 3, training(2))).not.toEqual(first);
      expect(await statesOf(last, 2, training(1))).toEqual(await statesOf(last, 2));
      last.dispose();
    });

    it('of a layer independently of the layers below', async () => {
      const encoder = fixtureEncoder(fixture);
      const one = encoder.instantiate({ trainable: lastLayers(1), frozenDropout: true });
      const every = encoder.instantiate({ trainable: all() });
      expect(await statesOf(one, 3, training(1))).toEqual(await statesOf(every, 3, training(1)));
      expect(await statesOf(one, 2, training(1))).not.toEqual(await statesOf(one, 2));
      one.dispose();
      every.dispose();
    });

    it('of frozen layers, where asked, leaving one node per layer on the tape', async () => {
      const encoder = fixtureEncoder(fixture);
      const nodes: number[] = [];
      for (const frozenDropout of [false, true]) {
        const instance = encoder.instantiate({ trainable: lastLayers(1), frozenDropout });
        const prepared = await instance.prepare(encodings, readAll(3));
        const { value, grads } = tf.variableGrads(() => {
          const loss = tf.sum(instance.forward(prepared, training(1)).all(3)) as tf.Scalar;
          nodes.push(tf.engine().state.activeTape?.length ?? 0);
          return loss;
        });
        expect(Object.keys(grads)).toHaveLength(16);
        tf.dispose([value, grads]);
        prepared.dispose();
        instance.dispose();
      }
      expect((nodes[1] as number) - (nodes[0] as number)).toBe(3);
    });
  });

  describe('is trained', () => {
    it.each([
      ['all', all()],
      ['the last layer', lastLayers(1)],
      ['layers apart', layers(1, 3)],
      ['embeddings', embeddings()],
      ['one weight', named('encoder.layer.1.output.dense.weight')],
    ])('%s without leaving tensors behind', async (_, trainable) => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable });
      const own = tf.memory().numTensors;
      const variables = instance.parameters.flatMap((p) => (p.trainable ? [p.value] : []));
      const losses = [];
      for (let step = 0; step < 4; step++) {
        const prepared = await instance.prepare(encodings, readAll(3));
        const { value, grads } = tf.variableGrads(() => {
          const states = instance.forward(prepared, training(step));
          return tf.mean(tf.square(states.pooled(3, 'first'))) as tf.Scalar;
        }, variables);
        losses.push(value.dataSync()[0] as number);
        for (const variable of variables)
          tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(grads[variable.name] as tf.Tensor, 0.05))));
        tf.dispose([value, grads]);
        prepared.dispose();
        expect(tf.memory().numTensors).toBe(own);
      }
      expect(losses.every(Number.isFinite)).toBe(true);
      expect(variables.length).toBeGreaterThan(0);
      instance.dispose();
    });

    it('also through a decoder tied to its token embeddings', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: embeddings() });
      const table = instance.tokenEmbeddings as tf.Variable<tf.Rank.R2>;
      const prepared = await instance.prepare(encodings, readAll(3));
      const gradientOf = (tied: boolean) => {
        const { value, grads } = tf.variableGrads(() => {
          const states = instance.forward(prepared, evaluation).pooled(3, 'first');
          return tf.sum(tied ? tf.matMul(states, table, false, true) : states) as tf.Scalar;
        }, [table]);
        const gradient = (grads[table.name] as tf.Tensor).dataSync();
        tf.dispose([value, grads]);
        return gradient;
      };
      expect(gradientOf(false).slice(0, 32)).toEqual(new Float32Array(32));
      expect(gradientOf(true).slice(0, 32)).not.toEqual(new Float32Array(32));
      prepared.dispose();
      instance.dispose();
    });
  });

  describe('reads batches', () => {
    const single = encodingOf([2]);
    it('of a single token, and of the greatest length', async () => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: none() });
      expect(await statesOf(instance, 3, evaluation, [single])).toHaveLength(32);
      const longest = encodingOf(new Array(12).fill(7));
      const states = await statesOf(instance, 3, evaluation, [longest, single]);
      expect(states.every(Number.isFinite)).toBe(true);
      expect(states).toHaveLength(2 * 12 * 32);
      instance.dispose();
    });

    it.each<[string, Encoding[], string]>([
      ['none', [], 'no encodings'],
      ['an empty one', [single, encodingOf([])], 'Encoding 1 has no tokens.'],
      [
        'one that is too long',
        [encodingOf(new Array(13).fill(7))],
        'Encoding 0 has 13 tokens, but the encoder takes at most 12.',
      ],
      ['an unknown index', [encodingOf([30])], 'the token index 30, outside the vocabulary of 30'],
      ['a negative index', [encodingOf([-1])], 'the token index -1, outside the vocabulary of 30'],
      ['an unknown segment', [encodingOf([2], [2])], 'the segment index 2, but the encoder knows 2 segments'],
      ['a missing segment', [encodingOf([2, 3], [0])], '2 tokens but 1 segment indices'],
    ])('but refuses %s', async (_, batch, message) => {
      const instance = fixtureEncoder(fixture).instantiate({ trainable: none() });
      await expect(instance.prepare(batch, readAll(1))).rejects.toThrow(message);
      instance.dispose();
    });
  });
});
