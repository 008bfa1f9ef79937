import { TomoniError } from '@tomoni/spec';
import type * as Backend from 'tfjs-backend-onnxruntime';
import { activate } from '../activate.js';
import { defaultThreads } from '../default-threads.js';
import type { Engine } from '../engine.js';
import { explainExhaustion } from '../exhaustion.js';
import { importOptional } from '../optional-package.js';

const INSTALL =
  'Install it with: npm install tfjs-backend-onnxruntime@0.1.0 (where the download of CUDA by onnxruntime-node fails, ' +
  'set ONNXRUNTIME_NODE_INSTALL=skip).';

/** ONNX Runtime: native code on the processor, or a graphics processor through its own WebGPU. */
export const onnxruntime: Engine<'onnxruntime'> = {
  name: 'onnxruntime',
  takes: ['threads', 'device'],
  async start({ threads = defaultThreads(), device = 'cpu' }) {
    const backend = (await importOptional('tfjs-backend-onnxruntime', INSTALL)) as typeof Backend;
    const [threadsBefore, deviceBefore] = [backend.currentThreads(), backend.currentDevice()];
    try {
      const version = backend.onnxRuntimeVersion();
      backend.setThreads(threads);
      backend.setDevice(device);
      explainExhaustion('onnxruntime');
      await activate('onnxruntime', 'onnxruntime');
      return {
        threads,
        device: device === 'cpu' ? 'processor' : 'graphics processor',
        version,
        notes: [],
      };
    } catch (error) {
      backend.setThreads(threadsBefore);
      backend.setDevice(deviceBefore);
      if (!(error instanceof backend.OnnxRuntimeError)) throw error;
      throw new TomoniError({ code: 'unavailable', what: error.message, cause: error });
    }
  },
};
