import * as tf from '@tensorflow/tfjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useEngine } from '../index.js';
import { guardHeap } from './heap-guard.js';
import type { WasmModule } from './module.js';

const MIB = 2 ** 20;

/** A heap that answers as a full one does: with 0. */
function fullHeap(): WasmModule {
  const heap = { _malloc: () => 0, _free: () => {} };
  return heap as Partial<WasmModule> as WasmModule;
}

describe('guardHeap', () => {
  it('makes a full heap an error', () => {
    const heap = fullHeap();
    guardHeap(heap);
    expect(() => heap._malloc(16)).toThrow(
      expect.objectContaining({
        code: 'exhausted',
        what: expect.stringContaining('no room for 16 more bytes'),
      }),
    );
    expect(heap._malloc(0)).toBe(0);
  });
});

describe('the engine wasm with a memory limit', () => {
  beforeAll(async () => {
    await useEngine('wasm', { memoryLimit: 64 * MIB });
  });
  afterAll(async () => {
    await useEngine('wasm');
  });

  it('refuses what goes beyond it, keeps what is there, and goes on once there is room', async () => {
    const kept: tf.Tensor[] = [];
    const fill = () => {
      for (let value = 0; value < 20; value++) kept.push(tf.fill([MIB], value));
    };
    expect(fill).toThrow(expect.objectContaining({ code: 'exhausted' }));
    expect(kept).toHaveLength(16);
    for (const [value, tensor] of kept.entries()) expect((await tensor.data()).at(-1)).toBe(value);
    tf.dispose(kept);
    const again = tf.fill([8 * MIB], 1);
    expect((await again.data())[5]).toBe(1);
    again.dispose();
  });

  it('refuses a product for whose packed operand there is no room', () => {
    const [a, b, rest] = [tf.ones([1, 2048]), tf.ones([2048, 2048]), tf.ones([10 * MIB])];
    expect(() => tf.matMul(a, b)).toThrow(expect.objectContaining({ code: 'exhausted' }));
    tf.dispose([a, b, rest]);
  });
});
