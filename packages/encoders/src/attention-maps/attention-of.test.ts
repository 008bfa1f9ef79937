import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  fixtureEncoder,
  fixtureEncodings,
  floats,
  readFixture,
  type TorchFixture,
} from '../fixtures/torch-fixture.js';
import { lastLayers, none } from '../selection/selections.js';
import { vectorEncoder } from '../vector/vector-encoder.js';
import { attentionOf } from './attention-of.js';

const heads = 4;

/** The probabilities that PyTorch gave, by text, head and attending token. */
function torchRow(fixture: TorchFixture, layer: number, text: number, head: number, query: number): number[] {
  const values = floats(fixture.attention[layer - 1] as string);
  const length = Math.max(...fixture.lengths);
  const from = ((text * heads + head) * length + query) * length;
  return Array.from(values.subarray(from, from + (fixture.lengths[text] as number)));
}

function meanOf(rows: readonly number[][]): number[] {
  return (rows[0] ?? []).map((_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / rows.length);
}

const close = (found: readonly number[], expected: readonly number[]) => {
  expect(found).toHaveLength(expected.length);
  for (const [i, value] of expected.entries())
    expect(Math.abs((found[i] as number) - value)).toBeLessThan(2e-6);
};

describe('attentionOf', () => {
  beforeAll(() => tf.setBackend('cpu'));
  let before = 0;
  beforeEach(() => {
    before = tf.memory().numTensors;
  });
  afterEach(() => {
    expect(tf.memory().numTensors).toBe(before);
  });

  it.each(['bert', 'roberta', 'distilbert'])('gives the attention of PyTorch: %s', async (name) => {
    const fixture = readFixture(name);
    const encodings = fixtureEncodings(fixture);
    const instance = fixtureEncoder(fixture).instantiate({ trainable: none() });
    const everyHead = (layer: number, text: number, query: number) =>
      meanOf(Array.from({ length: heads }, (_, head) => torchRow(fixture, layer, text, head, query)));
    const last = await attentionOf(instance, encodings);
    const one = await attentionOf(instance, encodings.slice(0, 2), { layer: 1, head: 2, query: 1 });
    const mean = await attentionOf(instance, encodings, { layer: 2, query: 'mean' });
    for (const [text, length] of fixture.lengths.entries()) {
      close(last[text]?.weights ?? [], everyHead(3, text, 0));
      if (length > 1) close(one[text]?.weights ?? [], torchRow(fixture, 1, text, 2, 1));
      const queries = Array.from({ length }, (_, query) => everyHead(2, text, query));
      close(mean[text]?.weights ?? [], meanOf(queries));
      expect(mean[text]?.weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 5);
    }
    instance.dispose();
  });

  it('is the same for a trained instance, text by text and all together', async () => {
    const fixture = readFixture('bert');
    const encodings = fixtureEncodings(fixture);
    const instance = fixtureEncoder(fixture).instantiate({ trainable: lastLayers(2) });
    const together = await attentionOf(instance, encodings);
    for (const [i, encoding] of encodings.entries()) {
      const [alone] = await attentionOf(instance, [encoding]);
      close(alone?.weights ?? [], together[i]?.weights ?? []);
    }
    expect(await attentionOf(instance, [])).toEqual([]);
    instance.dispose();
  });

  it('says where tokens stand', async () => {
    const encoder = fixtureEncoder(readFixture('bert'));
    const instance = encoder.instantiate({ trainable: none() });
    const [map] = await attentionOf(instance, encoder.encode(['a b', 'c']));
    expect(map).toMatchObject({
      text: 'a b',
      pair: 'c',
      tokens: ['[CLS]', 'a', 'b', '[SEP]', 'c', '[SEP]'],
      offsets: [
        [0, 0],
        [0, 1],
        [2, 3],
        [0, 0],
        [0, 1],
        [0, 0],
      ],
      sequences: [-1, 0, 0, -1, 1, -1],
    });
    instance.dispose();
  });

  it.each([
    ['layer 0 of 3', { layer: 0 }],
    ['layer 4 of 3', { layer: 4 }],
    ['attention head 4 of 4', { head: 4 }],
    ['attention head 0.5 of 4', { head: 0.5 }],
    ['token 99', { query: 99 }],
  ])('refuses what is not there: %s', async (what, options) => {
    const fixture = readFixture('bert');
    const instance = fixtureEncoder(fixture).instantiate({ trainable: none() });
    const reading = attentionOf(instance, fixtureEncodings(fixture), options);
    await expect(reading).rejects.toThrow(TomoniError);
    await expect(attentionOf(instance, fixtureEncodings(fixture), options)).rejects.toThrow(what);
    instance.dispose();
  });

  it('refuses an encoder without attention', async () => {
    const encoder = vectorEncoder({ inputSize: 2, hiddenSizes: [3], seed: 1 });
    const instance = encoder.instantiate({ trainable: none() });
    await expect(attentionOf(instance, encoder.encode([1, 2]))).rejects.toThrow('no attention maps');
    instance.dispose();
  });
});
