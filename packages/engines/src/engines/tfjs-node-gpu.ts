import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import type { Engine } from '../engine.js';
import { startTfjsNode } from '../tfjs-node/start.js';

/** TensorFlow's C library on an NVIDIA graphics processor. */
export const tfjsNodeGpu: Engine<'tfjs-node-gpu'> = {
  name: 'tfjs-node-gpu',
  takes: ['threads'],
  async start(options) {
    const started = await startTfjsNode('tfjs-node-gpu', options);
    const backend = tf.backend();
    if (!('isUsingGpuDevice' in backend && backend.isUsingGpuDevice === true)) {
      tf.removeBackend('tensorflow');
      throw new TomoniError({
        code: 'unavailable',
        what: '@tensorflow/tfjs-node-gpu finds no graphics processor that it can use.',
        remedy: 'It needs an NVIDIA driver, CUDA 11.2 and cuDNN 8.1; tfjs-node and wasm do without.',
      });
    }
    return { ...started, device: 'NVIDIA graphics processor' };
  },
};
