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

function plain(shape: readonly number[]): Float32Array {
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => ((i * 5) % 7) - 3);
}

function values(shape: readonly number[]): tf.Tensor {
  return tf.tensor(plain(shape), [...shape]);
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

  it('multiplies with a tensor in two shapes', async () => {
    const weights = values([2, 6]);
    const products = tf.tidy(() => [
      tf.matMul(values([3, 2]), weights),
      tf.matMul(values([3, 6]), weights.reshape([6, 2])),
      tf.matMul(values([3, 4]), weights.reshape([4, 3])),
    ]);
    const w = Array.from(await weights.data());
    const expected = (
      [
        [3, 2, 6],
        [3, 6, 2],
        [3, 4, 3],
      ] as const
    ).map(([rows, inner, columns]) => {
      const a = plain([rows, inner]);
      const cell = (row: number, column: number) =>
        Array.from({ length: inner }, (_, k) => (a[row * inner + k] ?? 0) * (w[k * columns + column] ?? 0));
      return Array.from({ length: rows * columns }, (_, place) =>
        cell(Math.floor(place / columns), place % columns).reduce((sum, term) => sum + term, 0),
      );
    });
    expect(await Promise.all(products.map(async (product) => Array.from(await product.data())))).toEqual(
      expected,
    );
    tf.dispose([weights, products]);
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
