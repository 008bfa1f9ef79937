import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs';

const require = createRequire(new URL('../../packages/engines/package.json', import.meta.url));

/** How a program of its own would load each backend, with nothing of this library. */
const loaders = {
  cpu: () => 'cpu',
  wasm: () => {
    require('@tensorflow/tfjs-backend-wasm');
    return 'wasm';
  },
  'tfjs-node': () => {
    require('@tensorflow/tfjs-node');
    return 'tensorflow';
  },
  webgpu: async () => {
    const { create, globals } = await import(require.resolve('webgpu'));
    const gpu = create([]);
    Object.assign(globalThis, globals);
    Object.defineProperty(globalThis.navigator ?? defineNavigator(), 'gpu', {
      value: gpu,
      configurable: true,
    });
    require('@tensorflow/tfjs-backend-webgpu');
    return 'webgpu';
  },
  onnxruntime: async () => {
    await import(require.resolve('tfjs-backend-onnxruntime'));
    return 'onnxruntime';
  },
};

/** Makes a backend the one in use, without anything that `useEngine` mends. */
export async function setBackendAsItComes(engine) {
  await tf.setBackend(await loaders[engine]());
  return { name: engine, version: tf.version_core };
}

function defineNavigator() {
  const navigator = {};
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  return navigator;
}
