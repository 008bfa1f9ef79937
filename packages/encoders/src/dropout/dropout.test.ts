import * as tf from '@tensorflow/tfjs';
import { createRng } from '@tomoni/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import { dropout } from './dropout.js';

describe('dropout', () => {
  beforeAll(() => tf.setBackend('cpu'));

  it('drops the given share and keeps the expectation', () => {
    const y = tf.tidy(() => dropout(tf.ones([400, 500]), 0.1, createRng(7)).dataSync<'float32'>());
    const zeros = y.filter((value) => value === 0).length;
    expect(zeros / y.length).toBeGreaterThan(0.097);
    expect(zeros / y.length).toBeLessThan(0.103);
    expect(y.reduce((sum, value) => sum + value, 0) / y.length).toBeCloseTo(1, 2);
    const rounded = Math.round(0.1 * 65536) / 65536;
    expect(new Set(y)).toEqual(new Set([0, Math.fround(1 / (1 - rounded))]));
  });

  it('depends on the generator alone', () => {
    const draw = (...path: string[]) =>
      tf.tidy(() => dropout(tf.ones([64]), 0.5, createRng(1).fork(...path)).dataSync());
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });

  it('passes gradients where it passes values', () => {
    const [y, dx] = tf.tidy(() => {
      const x = tf.range(1, 65);
      const f = (input: tf.Tensor) => dropout(input, 0.5, createRng(3));
      return [
        f(x).dataSync(),
        tf
          .grad((input) => tf.sum(f(input)))(x)
          .dataSync(),
      ];
    });
    expect([...dx]).toEqual([...y].map((value) => (value === 0 ? 0 : 2)));
  });

  it('returns one tensor of its own', () => {
    const x = tf.ones([3]);
    const before = tf.memory().numTensors;
    for (const rate of [0, 1e-9, 0.5, 0.999999]) {
      const y = dropout(x, rate, createRng(1));
      expect(tf.memory().numTensors).toBe(before + 1);
      expect(y.shape).toEqual([3]);
      expect([...y.dataSync()].every(Number.isFinite)).toBe(true);
      y.dispose();
    }
    expect(tf.memory().numTensors).toBe(before);
    x.dispose();
  });

  it.each([-0.1, 1, Number.NaN])('refuses the rate %s', (rate) => {
    const x = tf.ones([3]);
    expect(() => dropout(x, rate, createRng(1))).toThrow(`The dropout rate ${rate} is not in [0, 1).`);
    x.dispose();
  });
});
