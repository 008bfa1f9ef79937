import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { currentEngine, engineNames, useEngine } from './index.js';

afterEach(() => vi.restoreAllMocks());

describe('useEngine', () => {
  it('takes the first engine that starts and says what was tried', async () => {
    const report = await useEngine('auto');
    expect(report).toEqual({
      name: 'onnxruntime',
      why: '@tensorflow/tfjs-node-gpu is not installed. It is next.',
      threads: availableParallelism(),
      device: 'processor',
      version: '1.30.0',
    });
    expect(currentEngine()).toBe(report);
    expect(tf.getBackend()).toBe('onnxruntime');
  });

  it('takes the engine that was asked for, again and again', async () => {
    for (const name of ['cpu', 'wasm', 'onnxruntime', 'cpu'] as const) {
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
    expect(report.why).toContain('The engine onnxruntime takes no option memoryLimit.');
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
      "There is no engine 'cuda'. Choose one of 'auto', 'tfjs-node-gpu', 'onnxruntime', 'tfjs-node', 'wasm', 'cpu', 'webgpu'.",
    );
    expect(engineNames).toEqual(['tfjs-node-gpu', 'onnxruntime', 'tfjs-node', 'wasm', 'cpu', 'webgpu']);
  });

  it.each([{ threads: 0 }, { threads: 1.5 }, { memoryLimit: -1 }, { threads: Number.NaN }])(
    'refuses %o',
    async (options) => {
      await expect(useEngine('wasm', options)).rejects.toThrow(
        expect.objectContaining({ code: 'invalid-argument' }),
      );
    },
  );

  it.each([
    ['webgpu', { threads: 2 }, 'takes no option threads. Leave the option out, or use tfjs-node-gpu or onnx'],
    ['wasm', { device: 'webgpu' }, 'takes no option device. Leave the option out, or use onnxruntime.'],
    ['cpu', { memoryLimit: 1 }, 'takes no option memoryLimit. Leave the option out, or use wasm or webgpu.'],
    ['cpu', { precision: 16 } as object, 'takes no option precision. It takes threads.'],
    ['onnxruntime', { device: 'cuda' as 'cpu' }, "The engine option device is cuda. Give 'cpu' or 'webgpu'."],
  ] as const)('refuses %s with %o', async (name, options, message) => {
    await expect(useEngine(name, options)).rejects.toThrow(message);
  });

  it('sets the threads of onnxruntime, again and again', async () => {
    for (const threads of [1, 2]) expect((await useEngine('onnxruntime', { threads })).threads).toBe(threads);
  });

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
