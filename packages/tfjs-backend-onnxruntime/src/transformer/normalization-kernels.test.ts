import type { NamedTensorMap, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../backend/register.js';
import { difference } from './fixtures/difference.js';
import { randomNumbers } from './fixtures/random-layer.js';

const attributes = { epsilon: 1e-5, scale: 1.25 };

beforeEach(async () => {
  registerOnnxRuntime();
  await tf.setBackend(BACKEND_NAME);
});

function draw(rows: number, hidden: number) {
  const random = randomNumbers(rows);
  const fill = (shape: number[], shift = 0) =>
    tf.tensor(
      Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => random() * 2 - 1 + shift),
      shape,
    );
  return {
    states: fill([rows, hidden], 0.3) as Tensor2D,
    weight: fill([hidden], 1) as Tensor1D,
    bias: fill([hidden]) as Tensor1D,
    gradient: fill([rows, hidden]) as Tensor2D,
    kept: tf.tensor2d(
      Uint8Array.from({ length: rows * hidden }, () => Number(random() > 0.2)),
      [rows, hidden],
      'bool',
    ),
  };
}

function plain(states: Tensor, weight: Tensor, bias: Tensor, kept: Tensor | undefined): Tensor {
  const { mean, variance } = tf.moments(states, -1, true);
  const normal = tf.div(tf.sub(states, mean), tf.sqrt(tf.add(variance, attributes.epsilon)));
  const scaled = tf.add(tf.mul(normal, weight), bias);
  return kept === undefined ? scaled : tf.mul(scaled, tf.mul(tf.cast(kept, 'float32'), attributes.scale));
}

const run = (name: string, inputs: NamedTensorMap) =>
  [tf.engine().runKernel(name, inputs, attributes)].flat() as Tensor[];

describe('LayerNormalization and its gradient', () => {
  for (const [rows, hidden] of [
    [1, 3],
    [7, 16],
    [90, 128],
  ] as const)
    it.each([true, false])(`agree with single operations: ${rows} × ${hidden}, dropout %s`, (isDropped) => {
      const { numTensors } = tf.memory();
      tf.tidy(() => {
        const { states, weight, bias, gradient, kept } = draw(rows, hidden);
        const mask: NamedTensorMap = isDropped ? { kept } : {};
        const [output] = run('LayerNormalization', { states, weight, bias, ...mask });
        const gradients = run('LayerNormalizationGradient', { gradient, states, weight, ...mask });
        const forward = (x: Tensor, w: Tensor, b: Tensor) => plain(x, w, b, isDropped ? kept : undefined);
        const wanted = tf.grads(forward)([states, weight, bias], gradient);
        expect(
          difference((output as Tensor).dataSync(), forward(states, weight, bias).dataSync()),
        ).toBeLessThan(1e-6);
        for (const [i, tensor] of wanted.entries())
          expect(difference((gradients[i] as Tensor).dataSync(), tensor.dataSync())).toBeLessThan(1e-5);
      });
      expect(tf.memory().numTensors).toBe(numTensors);
    });

  it('refuse shapes that do not fit', () => {
    tf.tidy(() => {
      const { states, bias, kept } = draw(4, 6);
      expect(() => run('LayerNormalization', { states, weight: tf.ones([5]), bias })).toThrow(
        /cannot be normalised/,
      );
      expect(() => run('LayerNormalization', { states: tf.ones([3, 6]), weight: bias, bias, kept })).toThrow(
        /mask/,
      );
    });
  });
});
