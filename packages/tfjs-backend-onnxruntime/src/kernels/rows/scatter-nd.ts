import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { OnnxRuntimeError } from '../../errors/onnxruntime-error.js';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';
import { addRow } from './row.js';

interface Inputs {
  readonly indices: TensorInfo;
  readonly updates: TensorInfo;
}

interface Attributes {
  readonly shape: number[];
}

const onCpu = cpuKernel<Inputs, Attributes>('ScatterNd');

/** Adds rows up where their indices point to. Other types than float32 are left to tfjs-backend-cpu. */
export const scatterNdKernel = kernel<Inputs, Attributes>('ScatterNd', (inputs, attributes, backend) => {
  const { indices, updates } = inputs;
  const { shape } = attributes;
  if (!areFloat32(updates)) return onCpu(inputs, attributes, backend);
  const { sliceRank, numUpdates, sliceSize, strides, outputSize } = tf.backend_util.calculateShapes(
    updates as tf.Tensor,
    indices as tf.Tensor,
    shape,
  );
  const positions = backend.values(indices) as Int32Array;
  const values = float32Values(backend, updates);
  const out = backend.take('float32', outputSize).fill(0);
  const rows = outputSize / sliceSize;
  for (let i = 0; outputSize > 0 && i < numUpdates; i++) {
    let row = 0;
    for (let j = 0; j < sliceRank; j++)
      row += (positions[i * sliceRank + j] as number) * (strides[j] as number);
    if (row < 0 || row >= rows)
      throw new OnnxRuntimeError({
        code: 'invalid-argument',
        what: `Invalid indices: ${positions.subarray(i * sliceRank, (i + 1) * sliceRank)} does not index into ${shape}.`,
      });
    addRow(values, i * sliceSize, out, row * sliceSize, sliceSize);
  }
  return backend.output(shape, 'float32', out);
});
