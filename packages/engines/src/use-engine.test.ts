import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentEngine, engineNames, useEngine } from './index.js';

afterEach(() => vi.restoreAllMocks());

describe('useEngine', () => {
  it('takes the first engine that starts and says what was tried', async () => {
    const report = await useEngine('auto');
    expect(report).toEqual({
      name: 'wasm',
      why: '@tensorflow/tfjs-node-gpu is not installed. @tensorflow/tfjs-node is not installed. It is next.',
      threads: 1,
      version: '4.22.0',
    });
    expect(currentEngine()).toBe(report);
    expect(tf.getBackend()).toBe('wasm');
  });

  it('takes the engine that was asked for, again and again', async () => {
    for (const name of ['cpu', 'wasm', 'cpu'] as const) {
      expect((await useEngine(name)).why).toBe('It was asked for.');
      expect(tf.getBackend()).toBe(name);
    }
  });

  it('starts an engine once, though it is asked for twice at a time', async () => {
    await useEngine('cpu');
    await Promise.all([useEngine('wasm', { threads: 1, memoryLimit: 2 ** 28 }), useEngine('wasm')]);
    const backend = tf.backend();
    await Promise.all([useEngine('wasm'), useEngine('wasm')]);
    expect(tf.backend()).toBe(backend);
  });

  it('passes by engines that cannot take the options', async () => {
    const report = await useEngine('auto', { memoryLimit: 2 ** 30 });
    expect(report.name).toBe('wasm');
    expect(report.why).toContain('tfjs-node takes no memory limit.');
  });

  it('goes on with the engine before where another does not start', async () => {
    await useEngine('cpu');
    await expect(useEngine('tfjs-node')).rejects.toThrow();
    expect(tf.getBackend()).toBe('cpu');
    expect(currentEngine()?.name).toBe('cpu');
  });

  it('gives the install line of a missing package', async () => {
    await expect(useEngine('tfjs-node')).rejects.toThrow(
      expect.objectContaining({
        code: 'unavailable',
        what: '@tensorflow/tfjs-node is not installed.',
        remedy: 'Install it with: npm install @tensorflow/tfjs-node@4.22.0',
      }),
    );
  });

  it('lists the engines where a name is unknown', async () => {
    await expect(useEngine('cuda' as 'cpu')).rejects.toThrow(
      "There is no engine 'cuda'. Choose one of 'auto', 'tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu'.",
    );
    expect(engineNames).toEqual(['tfjs-node-gpu', 'tfjs-node', 'wasm', 'cpu']);
  });

  it.each([{ threads: 0 }, { threads: 1.5 }, { memoryLimit: -1 }, { threads: Number.NaN }])(
    'refuses %o',
    async (options) => {
      await expect(useEngine('wasm', options)).rejects.toThrow(
        expect.objectContaining({ code: 'invalid-argument' }),
      );
    },
  );

  it('refuses threads where there is one, and more than there can be', async () => {
    await expect(useEngine('cpu', { threads: 2 })).rejects.toThrow('computes on one thread');
    await expect(useEngine('wasm', { threads: 9 })).rejects.toThrow('at most 8');
  });

  it('does not restart an engine that holds tensors', async () => {
    await useEngine('wasm');
    const held = tf.ones([3]);
    await expect(useEngine('wasm', { threads: 2 })).rejects.toThrow('while 1 tensors are in its memory');
    expect(Array.from(await held.data())).toEqual([1, 1, 1]);
    held.dispose();
  });

  it('leaves tensors as they were, advertises nothing, and keeps no process alive', async () => {
    const warn = vi.spyOn(console, 'warn');
    const log = vi.spyOn(console, 'log');
    const tensors = tf.memory().numTensors;
    const listeners = process.listenerCount('uncaughtException');
    const awake = () => process.getActiveResourcesInfo().filter((kind) => kind === 'MessagePort');
    const before = awake();
    await useEngine('cpu');
    tf.ones([1]).dispose();
    await useEngine('wasm', { threads: 2 });
    expect(tf.memory().numTensors).toBe(tensors);
    expect(process.listenerCount('uncaughtException')).toBe(listeners);
    expect(awake()).toEqual(before);
    expect(warn).not.toHaveBeenCalled();
    expect(log).not.toHaveBeenCalled();
  });
});
