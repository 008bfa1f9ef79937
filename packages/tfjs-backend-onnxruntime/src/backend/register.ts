import * as tf from '@tensorflow/tfjs';
import { kernels } from '../kernels/kernels.js';
import { nativeBinding } from '../runtime/binding.js';
import { BACKEND_NAME, OnnxRuntimeBackend } from './onnxruntime-backend.js';

/** As high as that of tfjs-node: TensorFlow.js takes the backend with the highest by itself. */
const PRIORITY = 3;

/** Makes the backend and its kernels known to TensorFlow.js; nothing native is loaded until it is used. */
export function registerOnnxRuntime(): void {
  if (tf.findBackendFactory(BACKEND_NAME) !== null) return;
  tf.registerBackend(BACKEND_NAME, createBackend, PRIORITY);
  tf.copyRegisteredKernels('cpu', BACKEND_NAME);
  for (const kernel of kernels) {
    if (tf.getKernel(kernel.kernelName, BACKEND_NAME) !== undefined)
      tf.unregisterKernel(kernel.kernelName, BACKEND_NAME);
    tf.registerKernel(kernel);
  }
}

function createBackend(): OnnxRuntimeBackend {
  nativeBinding();
  return new OnnxRuntimeBackend();
}
