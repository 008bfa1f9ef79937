import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { createRng } from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { crossProducts, innerProducts } from './inner-products.js';

beforeAll(async () => {
  await tf.setBackend('cpu');
});

function drawn(length: number, seeds: readonly number[]): Float32Array[] {
  return seeds.map((seed) => {
    const rng = createRng(seed);
    return Float32Array.from({ length }, () => rng.normal());
  });
}

const product = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, k) => sum + value * (b[k] as number), 0);

describe('inner products', () => {
  it.each([1, 7, 4095, 4096, 9000, 2 ** 20 + 4099])('of gradients of %i numbers', async (length) => {
    const [a, b, c] = drawn(length, [1, 2, 3]) as [Float32Array, Float32Array, Float32Array];
    const before = tf.memory().numTensors;
    const source = tf.tensor1d(a);
    const walk = [{ source: 0, gradients: [tf.tensor1d(a), null, tf.tensor1d(b)] }];
    const beside = tf.tensor1d(c);
    const [found] = (await innerProducts(walk, [source], () => [beside])) as [Float64Array];
    const rows = [c, a, undefined, b];
    const expected = rows.flatMap((x) => rows.map((y) => (x && y ? product(x, y) : 0)));
    const size = Math.max(...rows.map((row) => (row === undefined ? 0 : product(row, row))));
    for (const [i, value] of expected.entries())
      expect(Math.abs((found[i] as number) - value)).toBeLessThanOrEqual(1e-6 * size);
    tf.dispose([source, beside]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('of gradients that are not there are none', async () => {
    const source = tf.zeros([2]);
    expect(await innerProducts([{ source: 0, gradients: [null, null] }], [source])).toEqual([
      new Float64Array(),
    ]);
    source.dispose();
  });

  it('of two walks that come by their sources in different orders', async () => {
    const before = tf.memory().numTensors;
    const sources = [tf.zeros([3]), tf.zeros([1])];
    const gradients = (values: readonly number[]): Tensor[] => [tf.tensor1d([...values])];
    const rows = [
      { source: 0, gradients: gradients([1, 2, 3]) },
      { source: 1, gradients: gradients([4]) },
    ];
    const columns = [
      { source: 1, gradients: [...gradients([5]), null] },
      { source: 0, gradients: [...gradients([1, 1, 1]), null] },
    ];
    expect(await crossProducts(rows, columns, sources)).toEqual([
      Float64Array.of(6, 0),
      Float64Array.of(20, 0),
    ]);
    tf.dispose(sources);
    expect(tf.memory().numTensors).toBe(before);
  });
});
