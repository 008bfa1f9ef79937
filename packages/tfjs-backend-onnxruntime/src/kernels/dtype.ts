import type { TensorInfo } from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';

/** Whether all tensors hold float32, which is what the kernels here are for. */
export function areFloat32(...tensors: readonly TensorInfo[]): boolean {
  return tensors.every(({ dtype }) => dtype === 'float32');
}

/**
 * The numbers of a float32 tensor. Kernels of tfjs-backend-cpu may leave integers in its storage where they cast to
 * float32; those are converted.
 */
export function float32Values(backend: OnnxRuntimeBackend, x: TensorInfo): Float32Array {
  const values = backend.values(x);
  return values instanceof Float32Array ? values : Float32Array.from(values as Int32Array);
}
