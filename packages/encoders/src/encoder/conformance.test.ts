import * as tf from '@tensorflow/tfjs';
import { encoderConformance } from '@tomoni/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bertConfig, distilbertConfig, robertaConfig } from '../family/presets.js';
import { registerStandIns } from '../fixtures/stand-in-kernels.js';
import { smallTokenizer } from '../fixtures/torch-fixture.js';
import { lastLayers, layers, none } from '../selection/selections.js';
import { vectorEncoder } from '../vector/vector-encoder.js';
import { createEncoder } from './create-encoder.js';

const tokenizer = smallTokenizer();
const size = { layers: 2, hiddenSize: 16, heads: 2, intermediateSize: 24, positions: 16 } as const;
const inputs = ['a b c d e f g', 'k', 'x y z'];
const selections = [lastLayers(1), layers(1), none()];

function conforms(cases: readonly { readonly name: string; run(): Promise<void> }[]): void {
  for (const { name, run } of cases)
    it(name, async () => {
      const before = tf.memory().numTensors;
      await run();
      expect(tf.memory().numTensors).toBe(before);
    });
}

describe('encoders keep their contract', () => {
  beforeAll(() => tf.setBackend('cpu'));

  describe('bert', () => {
    const encoder = createEncoder(bertConfig(size), { tokenizer, seed: 1 });
    conforms(encoderConformance({ encoder, inputs, selections }));
  });
  describe('roberta', () => {
    const encoder = createEncoder(robertaConfig({ ...size, paddingId: 1 }), { tokenizer, seed: 1 });
    conforms(encoderConformance({ encoder, inputs, selections }));
  });
  describe('distilbert, layer by layer in one call', () => {
    let unregister = () => {};
    beforeAll(() => {
      ({ unregister } = registerStandIns());
    });
    afterAll(() => unregister());
    const encoder = createEncoder(distilbertConfig(size), { tokenizer, seed: 1 });
    conforms(encoderConformance({ encoder, inputs, selections }));
  });
  describe('vectors', () => {
    const encoder = vectorEncoder({ inputSize: 3, hiddenSizes: [5, 4], activation: 'tanh', seed: 1 });
    const examples = [
      [1, 2, 3],
      [0.5, -1, 0],
      [-2, 0, 1],
    ];
    conforms(encoderConformance({ encoder, inputs: examples, selections: [lastLayers(1), none()] }));
  });
});
