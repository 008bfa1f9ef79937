import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useEngine } from '../index.js';

afterEach(() => {
  vi.doUnmock('./module.js');
  vi.resetModules();
});

/** Two products whose sizes make several threads take part. */
async function bits(): Promise<readonly ArrayLike<number>[]> {
  const values = (size: number, modulus: number) =>
    Float32Array.from({ length: size }, (_, i) => Math.sin((i * 7919) % modulus));
  const [a, b] = [tf.tensor2d(values(96 * 64, 997), [96, 64]), tf.tensor2d(values(64 * 80, 991), [64, 80])];
  const c = tf.matMul(a, b);
  const d = tf.softmax(c);
  const read = [await c.data(), await d.data()];
  tf.dispose([a, b, c, d]);
  return read;
}

describe('threads of the engine wasm', () => {
  it('change nothing in the results of these products, and repeat with equal bits', async () => {
    await useEngine('wasm', { threads: 1 });
    const one = await bits();
    expect((await useEngine('wasm', { threads: 3 })).threads).toBe(3);
    const three = await bits();
    expect(three).toEqual(one);
    for (let i = 0; i < 20; i++) expect(await bits()).toEqual(three);
    await useEngine('wasm', { threads: 1 });
  });

  it('are given up where they do not start', async () => {
    vi.doMock('./module.js', async (original) => ({
      ...(await original<typeof import('./module.js')>()),
      loadThreadedModule: () => Promise.reject(new Error('No workers here.')),
    }));
    vi.resetModules();
    const { useEngine: freshly } = await import('../index.js');
    const report = await freshly('wasm', { threads: 2 });
    expect(report).toMatchObject({
      threads: 1,
      why: 'It was asked for. It computes on one thread, for 2 do not start: No workers here.',
    });
  });
});
