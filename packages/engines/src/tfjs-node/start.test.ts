import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';
import { afterEach, describe, expect, it, vi } from 'vitest';

/** Stands in for the native package: its backend is the cpu backend under another name. */
function fakePackage(isUsingGpuDevice: boolean): object {
  const Backend = tf.findBackend('cpu').constructor as new () => tf.KernelBackend;
  tf.copyRegisteredKernels('cpu', 'tensorflow');
  tf.registerBackend('tensorflow', () => Object.assign(new Backend(), { isUsingGpuDevice, firstUse: false }));
  return { version: { 'tfjs-node': '4.22.0-fake' } };
}

async function engineWith(packages: Readonly<Record<string, () => unknown>>) {
  vi.resetModules();
  vi.doMock('../optional-package.js', () => ({
    importOptional: async (name: string) => packages[name]?.(),
  }));
  return (await import('../index.js')).useEngine;
}

afterEach(() => {
  vi.doUnmock('../optional-package.js');
  if (tf.findBackendFactory('tensorflow') !== null) tf.removeBackend('tensorflow');
  for (const { kernelName } of tf.getKernelsForBackend('tensorflow'))
    tf.unregisterKernel(kernelName, 'tensorflow');
});

describe('the engines tfjs-node and tfjs-node-gpu', () => {
  it('start with the thread count in the environment', async () => {
    const useEngine = await engineWith({ '@tensorflow/tfjs-node': () => fakePackage(false) });
    const report = await useEngine('tfjs-node', { threads: 3 });
    expect(report).toEqual({
      name: 'tfjs-node',
      why: 'It was asked for.',
      threads: 3,
      device: 'processor',
      version: '4.22.0-fake',
    });
    expect(process.env.TF_NUM_INTRAOP_THREADS).toBe('3');
    await expect(useEngine('tfjs-node', { threads: 2 })).rejects.toThrow('runs with 3 threads already');
  });

  it('are passed by where their native part fails, whatever it throws', async () => {
    const fail = () => {
      throw new Error('tfjs_binding.node is missing.');
    };
    const useEngine = await engineWith({ '@tensorflow/tfjs-node': fail, '@tensorflow/tfjs-node-gpu': fail });
    const { name, why } = await useEngine('auto');
    expect(name).toBe('wasm');
    expect(why).toContain('The engine tfjs-node does not start: tfjs_binding.node is missing.');
  });

  it('are refused without a graphics processor where one was asked for', async () => {
    const useEngine = await engineWith({ '@tensorflow/tfjs-node-gpu': () => fakePackage(false) });
    await expect(useEngine('tfjs-node-gpu')).rejects.toThrow('finds no graphics processor');
    expect(tf.findBackendFactory('tensorflow')).toBeNull();
  });

  it('run on a graphics processor', async () => {
    const useEngine = await engineWith({ '@tensorflow/tfjs-node-gpu': () => fakePackage(true) });
    expect((await useEngine('tfjs-node-gpu')).name).toBe('tfjs-node-gpu');
  });

  it('find in node:util what Node 23 removed', async () => {
    const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
    const { isNullOrUndefined, isArray } = util;
    delete util.isNullOrUndefined;
    delete util.isArray;
    const useEngine = await engineWith({ '@tensorflow/tfjs-node': () => fakePackage(false) });
    await useEngine('tfjs-node');
    expect((util.isNullOrUndefined as (value: unknown) => boolean)(undefined)).toBe(true);
    expect((util.isArray as (value: unknown) => boolean)([])).toBe(true);
    Object.assign(util, { isNullOrUndefined, isArray });
  });
});
