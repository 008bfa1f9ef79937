import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../backend/register.js';

beforeAll(async () => {
  registerOnnxRuntime();
  await tf.setBackend(BACKEND_NAME);
});

describe('SquaredNorm', () => {
  it.each([0, 1, 5, 8, 100_003])('adds up the squares of %i elements in float64', (size) => {
    tf.tidy(() => {
      const values = Float32Array.from({ length: size }, (_, i) => 1e3 + Math.cos(i));
      const norm: tf.Tensor = tf.engine().runKernel('SquaredNorm', { x: tf.tensor1d(values) });
      const wanted = values.reduce((sum, value) => sum + value * value, 0);
      expect(norm.shape).toEqual([]);
      expect(norm.dataSync()[0]).toBe(Math.fround(wanted));
    });
  });

  it('adds up the squares of several tensors', () => {
    tf.tidy(() => {
      const inputs = { 0: tf.tensor1d([1, 2, 3]), 1: tf.scalar(4), 2: tf.tensor2d([[5], [6]]) };
      const norm: tf.Tensor = tf.engine().runKernel('SquaredNorm', inputs);
      expect(norm.dataSync()[0]).toBe(91);
    });
  });
});
