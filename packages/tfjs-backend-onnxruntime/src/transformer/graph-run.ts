import type { TensorInfo } from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';
import { float32Values } from '../kernels/dtype.js';
import type { CompiledGraph } from '../runtime/compiled-graph.js';
import type { HostTensor } from '../runtime/host-tensor.js';

/** The numbers of a tensor, where they lie. Booleans are bytes. */
export function hostTensor(tensor: TensorInfo, backend: OnnxRuntimeBackend): HostTensor {
  const { shape, dtype } = tensor;
  if (dtype === 'bool') return { dtype: 'uint8', shape, data: backend.values(tensor) as Uint8Array };
  if (dtype === 'int32') return { dtype, shape, data: backend.values(tensor) as Int32Array };
  return { dtype: 'float32', shape, data: float32Values(backend, tensor) };
}

/**
 * Runs a graph into arrays of the pool, and gives them back where it fails.
 *
 * @param shapes - of the outputs that are wanted, by name
 * @returns these outputs, in the order of `shapes`
 */
export function runGraph(
  graph: CompiledGraph,
  inputs: Readonly<Record<string, HostTensor>>,
  shapes: Readonly<Record<string, readonly number[]>>,
  backend: OnnxRuntimeBackend,
): TensorInfo[] {
  const outputs: Record<string, { dtype: 'float32'; shape: readonly number[]; data: Float32Array }> = {};
  try {
    for (const [name, shape] of Object.entries(shapes)) {
      const size = shape.reduce((product, side) => product * side, 1);
      outputs[name] = { dtype: 'float32', shape, data: backend.take('float32', size) };
    }
    graph.run(inputs, outputs);
  } catch (error) {
    for (const { data } of Object.values(outputs)) backend.recycle(data);
    throw error;
  }
  return Object.values(outputs).map(({ shape, data }) => backend.output(shape, 'float32', data));
}
