import * as tf from '@tensorflow/tfjs';
import { useEngine } from '@tomoni/engines';
import { beforeAll, describe, expect, it } from 'vitest';
import { lookup } from './lookup.js';

describe.each(['cpu', 'wasm'] as const)('lookup on %s', (engine) => {
  beforeAll(async () => {
    await useEngine(engine);
  });

  it('adds up the gradients of a row that is read twice', async () => {
    const before = tf.memory().numTensors;
    const table = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const indices = Int32Array.of(2, 0, 2);
    const weight = tf.tensor2d([1, 2, 3, 4, 5, 6], [3, 2]);
    const rows = lookup(table, indices);
    expect(await rows.array()).toEqual([
      [5, 6],
      [1, 2],
      [5, 6],
    ]);
    const gradient = tf.grad((x) => tf.sum(tf.mul(lookup(x as tf.Tensor2D, indices), weight)))(table);
    expect(await gradient.array()).toEqual([
      [3, 4],
      [0, 0],
      [6, 8],
    ]);
    tf.dispose([table, weight, rows, gradient]);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reads nothing where there are no indices', () => {
    const table = tf.ones<tf.Rank.R2>([3, 2]);
    const rows = lookup(table, new Int32Array());
    expect(rows.shape).toEqual([0, 2]);
    tf.dispose([table, rows]);
  });
});
