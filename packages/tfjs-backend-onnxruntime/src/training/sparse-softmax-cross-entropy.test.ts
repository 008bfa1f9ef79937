import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BACKEND_NAME } from '../backend/onnxruntime-backend.js';
import { registerOnnxRuntime } from '../backend/register.js';

beforeAll(registerOnnxRuntime);
beforeEach(() => tf.setBackend(BACKEND_NAME));

interface Case {
  readonly rows: number;
  readonly classes: number;
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly weights: Float32Array;
}

function example(rows: number, classes: number): Case {
  return {
    rows,
    classes,
    logits: Float32Array.from({ length: rows * classes }, (_, i) => 6 * Math.sin(i * i + 0.5 * i)),
    labels: Int32Array.from({ length: rows }, (_, row) => (row * 7919) % classes),
    weights: Float32Array.from({ length: rows }, (_, row) => (row % 5) / 4),
  };
}

function call(
  { rows, classes, logits, labels, weights }: Case,
  labelSmoothing: number,
  gradient: boolean,
): Tensor[] {
  return tf.tidy(() => {
    const inputs = {
      logits: tf.tensor2d(logits, [rows, classes]),
      labels: tf.tensor1d(labels, 'int32'),
      weights: tf.tensor1d(weights),
    };
    return tf
      .engine()
      .runKernel('SparseSoftmaxCrossEntropy', inputs, { labelSmoothing, gradient }) as Tensor[];
  });
}

/** In float64, row by row. */
function expected({ rows, classes, logits, labels, weights }: Case, smoothing: number) {
  const gradient = new Float64Array(rows * classes);
  let loss = 0;
  for (let row = 0; row < rows; row++) {
    const x = Array.from(logits.subarray(row * classes, (row + 1) * classes));
    const largest = x.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    const total = x.reduce((sum, value) => sum + Math.exp(value - largest), 0);
    x.forEach((value, k) => {
      const logarithm = value - largest - Math.log(total);
      const target = smoothing / classes + (k === labels[row] ? 1 - smoothing : 0);
      loss -= (weights[row] as number) * target * logarithm;
      gradient[row * classes + k] = (weights[row] as number) * (Math.exp(logarithm) - target);
    });
  }
  return { loss, gradient };
}

describe('SparseSoftmaxCrossEntropy', () => {
  it.each([
    [1, 2],
    [7, 3],
    [13, 30_000],
    [90, 30_000],
  ])('agrees with float64 on %i rows of %i classes', (rows, classes) => {
    const values = example(rows, classes);
    for (const smoothing of [0, 0.1]) {
      const wanted = expected(values, smoothing);
      const [loss, gradient] = call(values, smoothing, true) as [Tensor, Tensor];
      const [alone, ...none] = call(values, smoothing, false) as [Tensor];
      expect(none).toEqual([]);
      expect(alone.dataSync()).toEqual(loss.dataSync());
      expect(Math.abs((loss.dataSync()[0] as number) - wanted.loss)).toBeLessThan(
        1e-6 * Math.abs(wanted.loss) + 1e-6,
      );
      const actual = gradient.dataSync();
      const error = wanted.gradient.map((value, i) => Math.abs(value - (actual[i] as number)));
      expect(gradient.shape).toEqual([rows, classes]);
      expect(error.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-6);
      tf.dispose([loss, gradient, alone]);
    }
  });

  it('keeps the loss where the label is as good as impossible', () => {
    const values = {
      ...example(1, 3),
      logits: Float32Array.of(200, 0, -300),
      labels: Int32Array.of(2),
      weights: Float32Array.of(1),
    };
    const [loss, gradient] = call(values, 0, true) as [Tensor, Tensor];
    expect(loss.dataSync()[0]).toBe(500);
    expect(Array.from(gradient.dataSync())).toEqual([1, 0, -1]);
    tf.dispose([loss, gradient]);
  });

  it('gives nothing for no rows, and passes over labels without weight', () => {
    const none = call(example(0, 4), 0, true) as [Tensor, Tensor];
    expect(none[0].dataSync()[0]).toBe(0);
    expect(none[1].shape).toEqual([0, 4]);
    const values = { ...example(1, 3), labels: Int32Array.of(-100), weights: Float32Array.of(0) };
    const [loss, gradient] = call(values, 0, true) as [Tensor, Tensor];
    expect(loss.dataSync()[0]).toBe(0);
    expect(Array.from(gradient.dataSync())).toEqual([0, 0, 0]);
    tf.dispose([...none, loss, gradient]);
  });

  it('refuses labels that are no class, and rows without one', () => {
    const values = { ...example(2, 3), weights: Float32Array.of(1, 1) };
    expect(() => call({ ...values, labels: Int32Array.of(0, 3) }, 0, true)).toThrow(/Row 1 has the label 3/);
    expect(() => call({ ...values, labels: Int32Array.of(0) }, 0, true)).toThrow(
      /2 rows of logits came with 1 labels/,
    );
  });

  it('leaves the number of tensors as it was', () => {
    const { numTensors, numDataBuffers } = tf.memory();
    tf.dispose(call(example(90, 30_000), 0.1, true));
    expect(tf.memory()).toMatchObject({ numTensors, numDataBuffers });
  });
});
