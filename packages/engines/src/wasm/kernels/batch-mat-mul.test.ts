import * as tf from '@tensorflow/tfjs';
import { beforeAll, describe, expect, it } from 'vitest';
import { useEngine } from '../../index.js';

/** Shapes whose batches are broadcast along several axes, which the kernel of tfjs gets wrong on every backend. */
const shapes = [
  [
    [2, 1, 3, 4],
    [1, 3, 4, 2],
    [2, 3, 3, 2],
  ],
  [
    [3, 3, 4],
    [2, 3, 4, 2],
    [2, 3, 3, 2],
  ],
  [
    [2, 3, 4],
    [4, 2],
    [2, 3, 2],
  ],
] as const;

function values(shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, (_, i) => ((i * 5) % 7) - 3),
    [...shape],
  );
}

describe('matMul on the engine wasm', () => {
  beforeAll(async () => {
    await useEngine('wasm');
  });

  it.each(shapes)('broadcasts %j and %j', async (a, b, out) => {
    const { found, expected } = tf.tidy(() => {
      const [x, y] = [values(a), values(b)];
      const rows = x.expandDims(-1);
      const columns = y.expandDims(-3);
      return { found: tf.matMul(x, y), expected: rows.mul(columns).sum(-2) };
    });
    expect(found.shape).toEqual(out);
    expect(Array.from(await found.data())).toEqual(Array.from(await expected.data()));
    tf.dispose([found, expected]);
  });

  it('gives zeros where there is nothing to add up', async () => {
    const product = tf.tidy(() => tf.matMul(tf.zeros([2, 0]), tf.zeros([0, 3])));
    expect(Array.from(await product.data())).toEqual([0, 0, 0, 0, 0, 0]);
    product.dispose();
  });

  it('leaves the heap as it was', () => {
    const [a, b] = [values([4, 8, 16]), values([4, 8, 16])];
    const before = tf.memory();
    for (let i = 0; i < 50; i++) tf.matMul(a, b, true, false).dispose();
    expect(tf.memory()).toEqual(before);
    tf.dispose([a, b]);
  });
});
